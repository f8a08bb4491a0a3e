using FaaS.Benchmarks.Load;
using FaaS.Protocol.Messages;

namespace FaaS.Benchmarks;

/// <summary>The function that most scenarios call, and a program that does its work in a bare container.</summary>
internal sealed record Hello(string Runtime, string File, string Source, string[] Command)
{
    public static readonly Hello Node = new(
        "nodejs",
        "index.js",
        """
        const sandbox = require('node:crypto').randomUUID();
        exports.handler = async ({ name, census }) => census ? { sandbox } : { message: `hello ${name}` };
        """,
        ["node", "-e", "console.log(JSON.stringify({ message: 'hello x' }))"]);

    public static readonly Hello Python = new(
        "python",
        "main.py",
        """
        import uuid
        sandbox = str(uuid.uuid4())
        def handler(event, context):
            return {"sandbox": sandbox} if "census" in event else {"message": f"hello {event['name']}"}
        """,
        ["python3", "-c", "import json; print(json.dumps({'message': 'hello x'}))"]);

    /// <summary>A program that is run per invocation. Its baseline prints the same with what any image has.</summary>
    public static readonly Hello Go = new(
        "go",
        "main.go",
        """
        package main

        import (
        	"encoding/json"
        	"fmt"
        	"os"
        )

        func main() {
        	var event struct{ Name string }
        	if err := json.NewDecoder(os.Stdin).Decode(&event); err != nil {
        		panic(err)
        	}
        	fmt.Printf("{\"message\":\"hello %s\"}", event.Name)
        }
        """,
        ["/bin/sh", "-c", "echo '{\"message\":\"hello x\"}'"]);

    public static readonly byte[] Payload = """{"name":"x"}"""u8.ToArray();

    /// <summary>What an agent is told of a call that nobody else has a part in.</summary>
    public static readonly Invoke Invoke = new(
        Guid.Empty, Guid.AllBitsSet, 1, 30_000, "application/json", new Dictionary<string, string>(), null);

    public static IReadOnlyList<Hello> Handlers { get; } = [Node, Python];

    /// <summary>What turns an agent into it.</summary>
    public SandboxInit Init => new(
        "hello", "1.0.0", 128, new Dictionary<string, string>(), new SandboxHandler(File, Handler), null);

    public string Handler => Runtime == "go" ? "main" : "handler";

    /// <summary>Does the same, but no worker has seen its bytes before.</summary>
    public Hello NeverSeen()
    {
        var comment = Runtime == "python" ? "#" : "//";
        return this with { Source = $"{Source}\n{comment} {Guid.CreateVersion7()}\n" };
    }

    public static HttpTarget CallOf(Uri url) => HttpTarget.Post(url, Payload);
}
