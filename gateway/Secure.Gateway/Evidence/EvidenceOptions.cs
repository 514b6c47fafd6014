namespace Secure.Gateway.Evidence;

/// <summary>Section <c>Evidence</c>.</summary>
public sealed class EvidenceOptions
{
    /// <summary>Where the encrypted files lie. A full path. Default: <c>evidence</c> in the gateway's data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How long evidence is kept, in days, 30 to 3,650; what an open alert names stays longer. Default 180 (alarm records are kept 6 months).</summary>
    public int KeepDays { get; set; } = 180;

    /// <summary>Bytes that the clips of door cameras may take: 64 MiB to 64 TiB. Default 20 GiB. The oldest that no open alert names goes first.</summary>
    public long ClipBytesMax { get; set; } = 20L << 30;

    /// <summary>Bytes of the disk that evidence leaves free, so that the log never has to stop for pictures. 0 to 1 TiB. Default 512 MiB.</summary>
    public long KeepFreeBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (!Path.IsPathFullyQualified(Folder)) { faults.Add("Evidence:Folder must be a full path."); }
        if (KeepDays is < 30 or > 3650) { faults.Add("Evidence:KeepDays must be 30 to 3,650."); }
        if (ClipBytesMax is < 64L << 20 or > 64L << 40) { faults.Add("Evidence:ClipBytesMax must be 64 MiB to 64 TiB."); }
        if (KeepFreeBytes is < 0 or > 1L << 40) { faults.Add("Evidence:KeepFreeBytes must be 0 to 1 TiB."); }
        return faults;
    }
}
