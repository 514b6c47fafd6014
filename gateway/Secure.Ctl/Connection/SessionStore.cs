namespace Secure.Ctl.Connection;

/// <param name="From">Local address that signed in; the gateway takes the session from there alone. Null: the usual one.</param>
internal sealed record StoredSession(string Token, string? From)
{
    /// <summary>The token stays out of whatever prints this.</summary>
    public override string ToString() => "stored session";
}

/// <summary>Sessions of the accounts that signed in from here, one file each, 0600 in a folder 0700.</summary>
internal sealed class SessionStore(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Last = ".last";

    public void Keep(string account, StoredSession session)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        Write(FileOf(account), session.Token + "\n" + session.From);
        Write(Path.Combine(folder, Last), account);
    }

    /// <summary>The session of the account, or of the one that signed in last; null where there is none.</summary>
    public StoredSession? Find(string? account)
    {
        account ??= Read(Path.Combine(folder, Last));
        string[]? lines = account is null ? null : Read(FileOf(account))?.Split('\n');
        return lines is [var token, ..] ? new StoredSession(token, lines.Length > 1 && lines[1].Length > 0 ? lines[1] : null) : null;
    }

    public void Forget(string? account)
    {
        if ((account ?? Read(Path.Combine(folder, Last))) is { } known) { File.Delete(FileOf(known)); }
    }

    private string FileOf(string account) => Path.Combine(folder, Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(account)));

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static void Write(string path, string text)
    {
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
