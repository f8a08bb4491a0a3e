using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FaaS.Infrastructure.Postgres;

internal sealed class EnumTextConverter<TEnum>() : ValueConverter<TEnum, string>(
    value => EnumText<TEnum>.Of(value),
    text => EnumText<TEnum>.Parse(text))
    where TEnum : struct, Enum;
