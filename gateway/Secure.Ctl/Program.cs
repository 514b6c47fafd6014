using System.CommandLine;
using Secure.Ctl;

return await Terminal.RunAsync(Commands(), args, Console.Out, Console.Error);

/// <summary>The table of contents: each group of commands has a file of its own.</summary>
internal static partial class Program
{
    internal static RootCommand Commands() => new("Secure 命令行 · the command line of Secure")
    {
        VerifyCommand.Create(),
    };
}
