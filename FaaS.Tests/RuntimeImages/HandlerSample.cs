namespace FaaS.Tests.RuntimeImages;

/// <summary>The same handlers in each language that has handlers, so that one test speaks for all.</summary>
internal sealed record HandlerSample(string Image, string File, string Source)
{
    public static HandlerSample Of(string image) => image == "python" ? Python : Nodejs;

    public Task<AgentSandbox> LoadAsync(string function) => AgentSandbox.LoadAsync(Image, File, Source, function);

    private static readonly HandlerSample Python = new("python", "main.py", """
        import os, subprocess, sys, time

        print("loading")

        def echo(event, context):
            return event

        def kind(event, context):
            return type(event).__name__

        def look(event, context):
            return [context.function_name, context.function_version, context.memory_limit_mb, context.attempt,
                    context.invocation_id, context.headers["x-color"], os.environ["COLOR"],
                    0 < context.get_remaining_time_in_millis() <= 30000]

        def fail(event, context):
            raise ValueError("no " + event)

        async def later(event, context):
            import asyncio
            await asyncio.sleep(0.01)
            return "later"

        def talk(event, context):
            print("one")
            subprocess.run(["echo", "two"])
            print("three", file=sys.stderr)
            subprocess.run("echo four >&2", shell=True)
            print("five", end="")

        def flood(event, context):
            subprocess.run("head -c 3000000 /dev/zero | tr '\\0' x", shell=True)

        def leave(event, context):
            sys.exit(3)

        def unreadable(event, context):
            return {1, 2}

        def linger(event, context):
            subprocess.Popen("sleep 0.2; echo afterwards", shell=True)
            if event:
                time.sleep(0.6)
        """);

    private static readonly HandlerSample Nodejs = new("nodejs", "index.js", """
        const { execSync, spawn } = require('child_process');

        console.log('loading');

        exports.echo = event => event;
        exports.kind = event => Buffer.isBuffer(event) ? 'bytes' : event === null ? 'NoneType'
            : { string: 'str', object: 'dict', number: 'int' }[typeof event];
        exports.look = (event, context) => [context.functionName, context.functionVersion, context.memoryLimitMb,
            context.attempt, context.invocationId, context.headers['x-color'], process.env.COLOR,
            0 < context.getRemainingTimeInMillis() && context.getRemainingTimeInMillis() <= 30000];
        exports.fail = event => {
            const error = new RangeError('no ' + event);
            error.name = 'ValueError';
            throw error;
        };
        exports.later = async () => {
            await new Promise(resolve => setTimeout(resolve, 10));
            return 'later';
        };
        exports.talk = () => {
            console.log('one');
            execSync('echo two', { stdio: 'inherit' });
            console.error('three');
            execSync('echo four >&2', { stdio: 'inherit' });
            process.stdout.write('five');
        };
        exports.flood = () => {
            execSync("head -c 3000000 /dev/zero | tr '\\0' x", { stdio: 'inherit' });
        };
        exports.leave = () => process.exit(3);
        exports.unreadable = () => 1n;
        exports.linger = event => {
            spawn('sh', ['-c', 'sleep 0.2; echo afterwards'], { stdio: 'inherit' });
            return event && new Promise(resolve => setTimeout(resolve, 600, null));
        };
        """);
}
