using System.Text;
using FaaS.Domain.Functions;

namespace FaaS.Tests.Worker;

internal static class TestFunction
{
    public static FunctionSpec Python(FakeDispatcher dispatcher, string source, string handler = "handler")
        => Create(dispatcher, Runtime.Python, handler, Encoding.UTF8.GetBytes(source));

    public static FunctionSpec Nodejs(FakeDispatcher dispatcher, string source, string handler = "handler")
        => Create(dispatcher, Runtime.Nodejs, handler, Encoding.UTF8.GetBytes(source));

    public static FunctionSpec Go(FakeDispatcher dispatcher, string source)
        => Create(dispatcher, Runtime.Go, "main", Encoding.UTF8.GetBytes(source));

    public static FunctionSpec Create(
        FakeDispatcher dispatcher, Runtime runtime, string handler, byte[] code, CodeKind kind = CodeKind.Source)
        => dispatcher.Add(TestSpec.Of(runtime, handler, code, kind), code);
}
