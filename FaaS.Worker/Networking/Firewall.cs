namespace FaaS.Worker.Networking;

/// <summary>Keeps a plan in force in the firewall of one address family, whoever else writes to it.</summary>
internal sealed class Firewall(FirewallProgram program)
{
    // Others write to it, too, and may do so between our write and our look at it.
    private const int MaxWrites = 3;

    private const string Input = "INPUT";
    private const string Forward = "FORWARD";

    // Docker leads everything forwarded through it before its own rules, also after its restarts.
    private const string DockerUser = "DOCKER-USER";

    // Every chain of ours, also of other networks of ours, which may come before this one's.
    private const string OurJump = " -j faas-";

    // Iptables prints rules in words of its own, so what is there is compared with how it first printed ours.
    private (string Plan, string Printed)? _written;

    /// <exception cref="FirewallException">The firewall cannot be read.</exception>
    public Task ProbeAsync(CancellationToken cancellationToken) => program.ListAsync(cancellationToken);

    /// <summary>False when everything was in place already.</summary>
    /// <exception cref="FirewallException">The plan is not in force.</exception>
    public async Task<bool> EnforceAsync(FirewallPlan plan, CancellationToken cancellationToken)
    {
        var rules = await program.ListAsync(cancellationToken);
        for (var writes = 0; writes <= MaxWrites; writes++)
        {
            var commands = Missing(plan, rules);
            if (commands.Count == 0)
            {
                return writes > 0;
            }

            await program.ApplyAsync(commands, cancellationToken);
            rules = await program.ListAsync(cancellationToken);
            _written = (Commands(plan), Printed(plan, rules));
        }

        throw new FirewallException("Somebody removes the rules as fast as they are written.");
    }

    /// <exception cref="FirewallException">Something of it may be left.</exception>
    public async Task RemoveAsync(FirewallPlan plan, CancellationToken cancellationToken)
    {
        var rules = await program.ListAsync(cancellationToken);
        string[] chains = [.. plan.Chains.Select(chain => chain.Name).Where(name => rules.Contains($"-N {name}"))];
        string[] commands =
        [
            .. plan.Hooks.SelectMany(hook => Deletions(hook, rules)),
            .. chains.Select(chain => $"-F {chain}"),
            .. chains.Select(chain => $"-X {chain}"),
        ];
        if (commands is not [])
        {
            await program.ApplyAsync(commands, cancellationToken);
        }

        _written = null;
    }

    private List<string> Missing(FirewallPlan plan, IReadOnlyList<string> rules)
    {
        var commands = new List<string>();
        if (_written != (Commands(plan), Printed(plan, rules)) || !IsComplete(plan, rules))
        {
            commands.Add(Commands(plan));
        }

        foreach (var hook in plan.Hooks)
        {
            var parent = hook.IsForwarded ? ForwardParent(rules) : Input;
            if (!rules.Where(rule => IsIn(parent, rule))
                .TakeWhile(rule => rule.Contains(OurJump, StringComparison.Ordinal))
                .Contains($"-A {parent} {hook.Rule}"))
            {
                commands.AddRange(Deletions(hook, rules));
                commands.Add($"-I {parent} 1 {hook.Rule}");
            }
        }

        return commands;
    }

    // Where somebody has cut Docker's chain off, it would be passed by.
    private static string ForwardParent(IReadOnlyList<string> rules)
        => rules.Where(rule => IsIn(Forward, rule))
            .SkipWhile(rule => rule.Contains(OurJump, StringComparison.Ordinal))
            .FirstOrDefault() == $"-A {Forward} -j {DockerUser}"
                ? DockerUser
                : Forward;

    private static IEnumerable<string> Deletions(FirewallHook hook, IReadOnlyList<string> rules)
    {
        string[] parents = hook.IsForwarded ? [DockerUser, Forward] : [Input];
        return parents.SelectMany(parent => rules.Where(rule => rule == $"-A {parent} {hook.Rule}"))
            .Select(rule => $"-D{rule[2..]}");
    }

    private static bool IsComplete(FirewallPlan plan, IReadOnlyList<string> rules)
        => plan.Chains.All(chain => rules.Count(rule => IsIn(chain.Name, rule)) == chain.Rules.Count);

    // A chain that is named like this is made, or emptied if it is there.
    private static string Commands(FirewallPlan plan) => string.Join('\n',
        plan.Chains.Select(chain => $":{chain.Name} - [0:0]").Concat(
            plan.Chains.SelectMany(chain => chain.Rules.Select(rule => $"-A {chain.Name} {rule}"))));

    private static string Printed(FirewallPlan plan, IReadOnlyList<string> rules)
        => string.Join('\n', plan.Chains.SelectMany(chain => rules.Where(rule => IsIn(chain.Name, rule))));

    private static bool IsIn(string chain, string rule) => rule.StartsWith($"-A {chain} ", StringComparison.Ordinal);
}
