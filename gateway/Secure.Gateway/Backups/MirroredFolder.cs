using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;

namespace Secure.Gateway.Backups;

/// <summary>Brings a flat folder of files that never change under their names to the same content as another.</summary>
internal static class MirroredFolder
{
    private const string Unfinished = ".new";

    /// <summary>Copies what is missing, deletes what is gone from <paramref name="from"/>. Each file appears whole, 0600, and is on the disk.</summary>
    /// <param name="changing">Whether a file of this name may have changed: such are copied every time.</param>
    internal static void Bring(string from, string to, Func<string, bool> wanted, Func<string, bool> changing, CancellationToken cancellation)
    {
        PrivateFile.MakeFolder(to);
        // A folder that is away takes nothing along.
        if (!Directory.Exists(from)) { return; }
        HashSet<string> names = [.. Directory.EnumerateFiles(from).Select(f => Path.GetFileName(f)!).Where(wanted)];
        foreach (string name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            string target = Path.Combine(to, name);
            if (!changing(name) && File.Exists(target)) { continue; }
            Copy(Path.Combine(from, name), target);
        }
        foreach (string gone in Directory.EnumerateFiles(to).Where(f => !names.Contains(Path.GetFileName(f)))) { File.Delete(gone); }
        Posix.SyncFolder(to);
    }

    private static void Copy(string from, string to)
    {
        string made = to + Unfinished;
        try
        {
            FileStreamOptions own = new() { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = PrivateFile.OwnerOnly };
            using (FileStream source = File.OpenRead(from))
            using (FileStream target = new(made, own)) { source.CopyTo(target); target.Flush(flushToDisk: true); }
            File.Move(made, to, overwrite: true);
        }
        // Dropped meanwhile, as evidence past its time: then it has no place in the copy either.
        catch (FileNotFoundException) { }
        finally { File.Delete(made); }
    }
}
