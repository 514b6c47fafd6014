using System.Text;

namespace Secure.DoorTwin.Clients;

/// <summary>Keys that other users of this machine are not to see: never an argument.</summary>
internal static class Typed
{
    /// <summary>The first line of the standard input; at a terminal asked for, and not shown.</summary>
    internal static string Read(string prompt)
    {
        if (Console.IsInputRedirected) { return Console.In.ReadLine() ?? ""; }
        Console.Error.Write(prompt);
        StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) { typed.Length = Math.Max(0, typed.Length - 1); } else { typed.Append(key.KeyChar); }
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
