using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.Security;

/// <summary>A compiled program, which runs beside its agent and not within it.</summary>
public sealed class ProgramAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const string Source = """
        package main

        import (
            "fmt"
            "io"
            "os"
            "os/exec"
            "strings"
            "syscall"
            "time"
        )

        func main() {
            order, _ := io.ReadAll(os.Stdin)
            switch strings.Trim(string(order), `"`) {
            case "exit":
                os.Exit(7)
            case "kill the first":
                for _, number := range []syscall.Signal{syscall.SIGKILL, syscall.SIGSTOP} {
                    syscall.Kill(1, number)
                }
                time.Sleep(200 * time.Millisecond)
                stat, _ := os.ReadFile("/proc/1/stat")
                fields := strings.Fields(string(stat[strings.LastIndex(string(stat), ")")+1:]))
                fmt.Printf("%q", fields[0])
            case "kill the agent":
                syscall.Kill(os.Getppid(), syscall.SIGTERM)
                time.Sleep(time.Hour)
            case "stay":
                child := exec.Command("sleep", "1000")
                child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
                if err := child.Start(); err != nil {
                    panic(err)
                }
                time.Sleep(time.Hour)
            }
        }
        """;

    private FunctionSpec Program => Go(Source);

    [Theory]
    [InlineData("exit")]
    [InlineData("kill the agent")]
    public Task A_program_that_ends_itself_or_its_agent_is_an_exit(string order)
        => FailsAsync(Program, FailureKind.Exited, order);

    [Fact]
    public async Task A_program_can_neither_kill_nor_stop_the_first_process()
        => Assert.Equal("S", (await EnduresAsync(Program, "kill the first")).GetString());

    [Fact]
    public Task A_detached_child_of_a_program_is_gone_after_the_deadline()
        => FailsAsync(Program, FailureKind.Timeout, "stay", TimeSpan.FromSeconds(2));
}
