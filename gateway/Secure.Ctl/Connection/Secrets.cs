namespace Secure.Ctl.Connection;

/// <summary>Reads a secret from a file, or from the terminal without showing it. Never from an argument, which others can see.</summary>
internal static class Secrets
{
    public static string Read(string? file, string prompt)
    {
        if (file is not null) { return FirstLine(file); }
        if (Console.IsInputRedirected) { return Console.In.ReadLine() ?? ""; }
        Console.Error.Write(prompt);
        System.Text.StringBuilder typed = new();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) { typed.Length = Math.Max(0, typed.Length - 1); }
            else { typed.Append(key.KeyChar); }
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    private static string FirstLine(string file)
    {
        try { return File.ReadLines(file).FirstOrDefault() ?? ""; }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"文件无法读取 · the file does not read: {file}"); }
    }
}
