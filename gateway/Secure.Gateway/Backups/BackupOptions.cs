namespace Secure.Gateway.Backups;

/// <summary>Section <c>Backups</c>.</summary>
public sealed class BackupOptions
{
    /// <summary>
    /// Where the copy lies: best on another disk, in a folder of its own. A full path; default none, which means no backups.
    /// Its parent must exist, so that a disk that is not mounted is found out.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>Hours between two backups that nobody asked for, 0 to 168; 0: none. Default 24.</summary>
    public int EveryHours { get; set; } = 24;

    internal bool On => Folder.Length > 0;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    /// <param name="data">The gateway's data folder.</param>
    public IReadOnlyList<string> Faults(string data)
    {
        List<string> faults = [];
        if (On && !Path.IsPathFullyQualified(Folder)) { faults.Add("Backups:Folder must be a full path."); }
        else if (On && (Path.GetFullPath(Folder) + "/").StartsWith(Path.GetFullPath(data).TrimEnd('/') + "/", StringComparison.Ordinal)) { faults.Add("Backups:Folder must lie outside the gateway's data folder."); }
        if (EveryHours is < 0 or > 168) { faults.Add("Backups:EveryHours must be 0 to 168."); }
        return faults;
    }
}
