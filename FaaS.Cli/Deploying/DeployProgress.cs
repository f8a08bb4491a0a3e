using FaaS.Cli.Terminals;
using FaaS.Client.Functions;
using FaaS.Client.Http;
using Spectre.Console;

namespace FaaS.Cli.Deploying;

/// <summary>What a person sees while code is sent, built and tried out; nothing where nobody looks.</summary>
internal static class DeployProgress
{
    public static Task<FunctionInfo> ShowAsync(
        TerminalStream output,
        Func<IProgress<UploadProgress>?, Task<FunctionInfo>> deploy)
    {
        if (!output.IsTerminal)
        {
            return deploy(null);
        }

        return output.OpenWindow().Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => deploy(new Steps(context)));
    }

    private sealed class Steps(ProgressContext context) : IProgress<UploadProgress>
    {
        private readonly ProgressTask _upload = context.AddTask("Uploading");

        private bool _building;

        public void Report(UploadProgress value)
        {
            _upload.MaxValue = value.TotalBytes;
            _upload.Value = value.SentBytes;
            if (value.SentBytes == value.TotalBytes && !_building)
            {
                _building = true;
                context.AddTask("Building and loading it in a sandbox").IsIndeterminate = true;
            }
        }
    }
}
