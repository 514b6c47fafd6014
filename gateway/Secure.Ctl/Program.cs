using System.CommandLine;
using Secure.Ctl;
using Secure.Ctl.Commands;
using Secure.Ctl.Connection;

return await Terminal.RunAsync(Commands(), args, Console.Out, Console.Error);

/// <summary>The table of contents: each group of commands has a file of its own.</summary>
internal static partial class Program
{
    internal static RootCommand Commands()
    {
        RootCommand root = new("Secure 命令行 · the command line of Secure");
        ConnectionOptions.AddTo(root);
        IEnumerable<Command> commands =
        [
            .. IdentityCommands.All(), .. OfficerCommands.All(), .. RecoveryCommands.All(), .. ApprovalCommands.All(), SiteCommands.Build(),
            PeopleCommands.Build(), PersonCommands.Build(), BadgeCardCommands.Build(),
            .. AuthorizationCommands.All(), .. StepUpCommands.All(), .. DoorCommands.All(),
            .. AlertCommands.All(), EvidenceCommands.Build(), BackupCommand.Build(), ReportCommands.Build(),
            .. FleetCommands.All(), .. PasskeyCommands.All(), .. BiometricCommands.All(),
            AuditCommands.Build(), TimelineCommand.Build(), HealthCommand.Build(TimeProvider.System), VerifyCommand.Create(),
        ];
        foreach (Command command in commands) { root.Subcommands.Add(command); }
        return root;
    }
}
