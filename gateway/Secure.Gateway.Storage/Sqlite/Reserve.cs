namespace Secure.Gateway.Storage.Sqlite;

/// <summary>A file of allocated room. When the disk is full it is made shorter step by step, so that what must still be recorded fits.</summary>
internal sealed class Reserve(string path, long size)
{
    private const long Step = 1024 * 1024;

    /// <summary>Bytes that are missing from the full size.</summary>
    public long Missing => Math.Max(0, size - Held);

    private long Held => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Gives some room back to the disk; false when there is nothing left to give.</summary>
    public bool Release()
    {
        long held = Held;
        if (held == 0) { return false; }
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.SetLength(Math.Max(0, held - Step));
        return true;
    }

    /// <summary>Allocates the whole reserve again; false when there is no room for it.</summary>
    public bool Restore()
    {
        if (Missing == 0) { return true; }
        File.Delete(path);
        try
        {
            using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = size, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            file.SetLength(size);
            return true;
        }
        catch (IOException)
        {
            File.Delete(path);
            return false;
        }
    }
}
