using System.CommandLine;
using System.CommandLine.Help;

namespace Secure.Ctl;

/// <summary>Runs one command line and turns its outcome into an exit code.</summary>
internal static class Terminal
{
    /// <summary>What was asked came out well.</summary>
    internal const int Good = 0;

    /// <summary>The answer is no: a bad log, a refusal.</summary>
    internal const int Bad = 1;

    /// <summary>The command line cannot be understood.</summary>
    internal const int Usage = 2;

    internal static async Task<int> RunAsync(RootCommand commands, string[] args, TextWriter output, TextWriter error)
    {
        var parsed = commands.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                await error.WriteLineAsync(Mistakes.Words(fault.Message));
            }

            await error.WriteLineAsync("用法见 --help · see --help for usage");
            return Usage;
        }

        if (parsed.Action is HelpAction)
        {
            StringWriter help = new();
            int outcome = await parsed.InvokeAsync(new InvocationConfiguration { Output = help, Error = error });
            await output.WriteAsync(Mistakes.HelpWords(help.ToString()));
            return outcome;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }
}
