using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Infrastructure.Postgres;

internal static class SnakeCaseNames
{
    /// <summary>Gives columns, keys and indexes the names that people type in psql.</summary>
    public static void UseSnakeCaseNames(this ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(key.GetName()?.ToLowerInvariant());
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                var columns = string.Join('_', foreignKey.Properties.Select(property => Snake(property.Name)));
                foreignKey.SetConstraintName($"fk_{entity.GetTableName()}_{columns}");
            }

            foreach (var index in entity.GetIndexes())
            {
                var columns = string.Join('_', index.Properties.Select(property => Snake(property.Name)));
                index.SetDatabaseName(index.Name ?? $"ix_{entity.GetTableName()}_{columns}");
            }
        }
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
