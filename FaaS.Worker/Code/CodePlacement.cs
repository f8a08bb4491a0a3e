using FaaS.Domain.Functions;

namespace FaaS.Worker.Code;

internal static class CodePlacement
{
    /// <summary>Puts code where its sandbox sees it; single-file source gets the handler's file name.</summary>
    public static void LinkCode(this CodeTree tree, FunctionSpec spec, string directory)
    {
        if (spec.CodeKind is CodeKind.Source)
        {
            tree.LinkSingle(directory, spec.Handler.File);
        }
        else
        {
            tree.LinkInto(directory);
        }
    }
}
