namespace FaaS.Tests.RuntimeImages;

/// <summary>The same handlers that ask something of the platform, in each language that has handlers.</summary>
internal sealed record CheckpointSample(string Image, string File, string Source)
{
    public static CheckpointSample Of(string image) => image == "python" ? Python : Nodejs;

    public Task<AgentSandbox> LoadAsync(string function, bool keepsCheckpoints = true)
        => AgentSandbox.LoadAsync(Image, File, Source, function, keepsCheckpoints);

    private static readonly CheckpointSample Python = new("python", "main.py", """
        import threading

        def save(event, context):
            context.checkpoint(event)
            return context.last_checkpoint

        def count(event, context):
            done = (context.last_checkpoint or 0) + 1
            print("counted")
            context.checkpoint(done)
            return done

        def named(event, context):
            context.checkpoint("a", "one")
            context.checkpoint("b", name="two")
            return [context.read_checkpoint("one"), context.read_checkpoint("two"), context.last_checkpoint]

        def show(event, context):
            context.progress(0.25)
            context.progress(7, "x" + "\u00fc" * 2000)
            context.progress(-1, "three")

        def refuse(event, context):
            refused = []
            for attempt in (lambda: context.checkpoint(b"x" * ((1 << 20) + 1)),
                            lambda: context.checkpoint("x", "a/b"),
                            lambda: context.checkpoint("x", "x" * 129),
                            lambda: context.checkpoint({1}),
                            lambda: context.progress(float("nan"))):
                try:
                    attempt()
                except (ValueError, TypeError):
                    refused.append(True)
            return len(refused)

        def largest(event, context):
            context.checkpoint(b"x" * (1 << 20))
            return len(context.last_checkpoint)

        def several(event, context):
            threads = [threading.Thread(target=context.checkpoint, args=(n, f"n{n}")) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sorted(context.read_checkpoint(f"n{n}") for n in range(8))

        left = None

        def late(event, context):
            global left
            before, left = left, context
            if before:
                before.progress(1)
                try:
                    before.checkpoint("late")
                except RuntimeError as error:
                    return str(error)

        class Busy(Exception):
            retry_after = 1.5

        def busy(event, context):
            raise Busy("later")
        """);

    private static readonly CheckpointSample Nodejs = new("nodejs", "index.js", """
        exports.save = async (event, context) => {
            await context.checkpoint(event);
            return await context.lastCheckpoint;
        };
        exports.count = async (event, context) => {
            const done = (await context.last_checkpoint ?? 0) + 1;
            console.log('counted');
            await context.checkpoint(done);
            return done;
        };
        exports.named = async (event, context) => {
            await context.checkpoint('a', 'one');
            await context.checkpoint('b', 'two');
            return [await context.readCheckpoint('one'), await context.read_checkpoint('two'),
                await context.lastCheckpoint];
        };
        exports.show = (event, context) => {
            context.progress(0.25);
            context.progress(7, 'x' + '\u00fc'.repeat(2000));
            context.progress(-1, 'three');
        };
        exports.refuse = async (event, context) => {
            let refused = 0;
            for (const attempt of [() => context.checkpoint(Buffer.alloc((1 << 20) + 1)),
                () => context.checkpoint('x', 'a/b'), () => context.checkpoint('x', 'x'.repeat(129)),
                () => context.checkpoint(undefined), async () => context.progress(NaN)]) {
                await attempt().catch(() => { refused += 1; });
            }
            return refused;
        };
        exports.largest = async (event, context) => {
            await context.checkpoint(Buffer.alloc(1 << 20));
            return (await context.lastCheckpoint).length;
        };
        exports.several = async (event, context) => {
            const numbers = [...Array(8).keys()];
            await Promise.all(numbers.map(n => context.checkpoint(n, `n${n}`)));
            return Promise.all(numbers.map(n => context.readCheckpoint(`n${n}`)));
        };
        let left = null;
        exports.late = async (event, context) => {
            const before = left;
            left = context;
            before?.progress(1);
            return before?.checkpoint('late').catch(error => error.message);
        };
        exports.busy = () => {
            throw Object.assign(new Error('later'), { retryAfter: 1.5 });
        };
        exports.careless = (event, context) => {
            context.checkpoint('a', 'one');
            context.checkpoint('b', 'two');
        };
        """);
}
