using Secure.Ctl.Connection;

namespace Secure.Ctl.Commands;

/// <summary>
/// The new file (0600) for the recovery codes. Made before the ceremony, which is held once and tells the codes once: a name
/// that is taken or a folder that cannot be written is found while nothing is lost. Removed again where no codes came.
/// </summary>
internal sealed class RecoveryCodeSheet : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private bool _written;

    private RecoveryCodeSheet(string path, FileStream file) => (_path, _file) = (path, file);

    /// <exception cref="GatewayConnection.UsageException">There is a file of this name, or none can be made.</exception>
    public static RecoveryCodeSheet Create(string path)
    {
        FileStreamOptions own = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        try { return new RecoveryCodeSheet(path, new FileStream(path, own)); }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConnection.UsageException($"无法新建恢复码文件，未作任何更改 · cannot make the file for the recovery codes, nothing was changed: {refused.Message}");
        }
    }

    /// <summary>False where the disk does not take them: they are then to be shown, as nobody can have them a second time.</summary>
    public bool TryWrite(IEnumerable<string> lines)
    {
        try
        {
            _file.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
            _file.Flush(flushToDisk: true);
            return _written = true;
        }
        catch (IOException) { return false; }
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_written) { File.Delete(_path); }
    }
}
