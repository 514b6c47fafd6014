using System.Text.Json;

namespace Secure.DoorTwin.Clients;

/// <summary>
/// <c>badge</c> and <c>twin</c>: ask a running twin and say what happened. Exit 0: done, or the strike moved; 1: it did
/// not, or the twin refused; 2: wrong usage or no twin.
/// </summary>
internal static class ClientCommands
{
    /// <param name="words">A line of the control socket's protocol.</param>
    internal static int Run(string run, string[] words, bool json)
    {
        if (ControlClient.Ask(run, string.Join(' ', words), out string fault) is not { } answer)
        {
            Console.Error.WriteLine(fault);
            return 2;
        }
        if (json) { Console.WriteLine(answer.GetRawText()); } else { Print(answer); }
        bool still = answer.TryGetProperty("outcome", out JsonElement outcome) && outcome.GetString() == "none";
        return answer.GetProperty("ok").GetBoolean() && !still ? 0 : 1;
    }

    private static void Print(JsonElement a)
    {
        if (!a.GetProperty("ok").GetBoolean()) { Console.Error.WriteLine($"未执行 · not done: {a.GetProperty("error").GetString()}"); return; }
        IEnumerable<string> lines = a.TryGetProperty("doors", out _) ? Words.OfStatus(a)
            : a.TryGetProperty("outcome", out _) ? Words.OfAttempt(a) : ["完成 · done"];
        foreach (string line in lines) { Console.WriteLine(line); }
    }
}
