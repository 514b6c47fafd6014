using System.Text;

namespace Secure.Gateway.ConsolePage;

/// <summary>The built page, taken into memory at start: no request names a path on the disk, and what is served is what was there then.</summary>
internal sealed class ConsoleFiles
{
    private const string Index = "index.html";
    private const string Nonce = "{{nonce}}";
    private const long BytesMax = 32 * 1024 * 1024;

    private readonly Dictionary<string, ConsoleFile> _files = new(StringComparer.Ordinal);
    private readonly string[] _index = [];

    public ConsoleFiles(ConsoleOptions options, ILogger<ConsoleFiles> log)
    {
        try
        {
            Load(options.Folder);
            _index = Encoding.UTF8.GetString((_files.GetValueOrDefault(Index) ?? throw new IOException($"{Index} is missing")).Content).Split(Nonce);
            _files.Remove(Index);
            log.Served(_files.Count + 1, _files.Values.Sum(f => (long)f.Content.Length));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            _files.Clear();
            log.Off(unusable.Message);
        }
    }

    /// <summary>False: there is no page, for the reason that stands in the gateway's log.</summary>
    internal bool On => _index.Length > 0;

    internal string IndexWith(string nonce) => string.Join(nonce, _index);

    /// <param name="path">As it stands in the request, with its leading slash.</param>
    internal ConsoleFile? Find(string path) => path.StartsWith('/') ? _files.GetValueOrDefault(path[1..]) : null;

    private void Load(string folder)
    {
        if (folder.Length == 0) { throw new IOException("no folder is configured (Console:Folder)"); }
        long bytes = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (ConsoleFile.Read(path) is not { } file) { continue; }
            bytes += file.Content.Length;
            if (bytes > BytesMax) { throw new IOException($"the folder holds more than {BytesMax} bytes"); }
            _files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = file;
        }
    }
}
