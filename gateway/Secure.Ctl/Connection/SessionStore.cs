namespace Secure.Ctl.Connection;

/// <summary>Session tokens of the accounts that signed in from here, one file each, 0600 in a folder 0700.</summary>
internal sealed class SessionStore(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Last = ".last";

    public void Keep(string account, string token)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        Write(FileOf(account), token);
        Write(Path.Combine(folder, Last), account);
    }

    /// <summary>The token of the account, or of the one that signed in last; null where there is none.</summary>
    public string? Find(string? account)
    {
        account ??= Read(Path.Combine(folder, Last));
        return account is null ? null : Read(FileOf(account));
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
