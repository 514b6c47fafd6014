using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Secure.EndToEnd.Tests;

/// <summary>Each process of the demo dies once: the script starts it again, after a wait, and says so.</summary>
[Trait("part", "faults")]
public sealed class FaultsRestartTests(FaultySite faulty) : IClassFixture<FaultySite>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="said">The guard starts the controller again, which is said where the demo keeps what the guard says.</param>
    [Theory]
    [InlineData("gateway", " gateway ended \\(")]
    [InlineData("broker", " broker ended \\(")]
    [InlineData("agent", " agent ended \\(")]
    [InlineData("twin", " twin ended \\(")]
    [InlineData("guard", " door ended \\(")]
    [InlineData("controller", @"controller \d+ started")]
    public async Task A_process_that_dies_is_started_again_which_the_demo_says_and_the_doors_open(string name, string said)
    {
        await faulty.AssertWorksAsync(Cancelled);
        int before = Said(said);
        int killed = await faulty.Processes.KillAsync(name, Cancelled);
        await faulty.UntilAsync(() => Task.FromResult(Said(said) > before), $"the demo says “{said}”");
        await faulty.UntilAsync(() => Task.FromResult(faulty.Processes.Find(name) is { } now && now != killed), $"{name} runs again");
        await faulty.UntilAsync(AnswersAsync, "the twin answers");
        await faulty.UntilAsync(() => faulty.Officer.TrySignInAsync(Cancelled), "the gateway serves");
        await faulty.AssertWorksAsync(Cancelled);
    }

    /// <summary>A twin that has just been started again opens its socket a little later.</summary>
    private async Task<bool> AnswersAsync()
    {
        try { await faulty.Twin.LocksAsync(Cancelled); return true; }
        catch (Exception notYet) when (notYet is SocketException or IOException) { return false; }
    }

    private int Said(string what) => faulty.Site.Output.Concat(File.ReadLines(Path.Combine(faulty.Site.Folder, "log", "door.log"))).Count(l => Regex.IsMatch(l, what));
}
