namespace Secure.Gateway.Evidence;

/// <summary>Section <c>Evidence</c>.</summary>
public sealed class EvidenceOptions
{
    /// <summary>Where the encrypted files lie. A full path. Default: <c>evidence</c> in the gateway's data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// How long evidence is kept, in days, 30 to 3,650, and never below the floors; what an open alert names stays longer. Default 180.
    /// Counts at the first start only: from then on two officers set it.
    /// </summary>
    public int KeepDays { get; set; } = 180;

    /// <summary>Bytes that the clips of door cameras may take: 64 MiB to 64 TiB. Default 20 GiB. The oldest that no alert names goes first. Counts as <see cref="KeepDays"/>.</summary>
    public long ClipBytesMax { get; set; } = 20L << 30;

    /// <summary>Days below which officers cannot set the pictures of alarms, 30 to 3,650. Default 180: alarm records are kept at least 6 months.</summary>
    public int PictureDaysMin { get; set; } = 180;

    /// <summary>Days below which officers cannot set clips, 30 to 3,650. Default 90: video of key places is kept at least 3 months.</summary>
    public int ClipDaysMin { get; set; } = 90;

    /// <summary>Bytes of the disk that evidence leaves free, so that the log never has to stop for pictures. 0 to 1 TiB. Default 512 MiB.</summary>
    public long KeepFreeBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (!Path.IsPathFullyQualified(Folder)) { faults.Add("Evidence:Folder must be a full path."); }
        if (KeepDays is < 30 or > Retention.DaysMax) { faults.Add("Evidence:KeepDays must be 30 to 3,650."); }
        if (PictureDaysMin is < 30 or > Retention.DaysMax) { faults.Add("Evidence:PictureDaysMin must be 30 to 3,650."); }
        if (ClipDaysMin is < 30 or > Retention.DaysMax) { faults.Add("Evidence:ClipDaysMin must be 30 to 3,650."); }
        if (ClipBytesMax is < Retention.RoomMin or > Retention.RoomMax) { faults.Add("Evidence:ClipBytesMax must be 64 MiB to 64 TiB."); }
        if (KeepFreeBytes is < 0 or > 1L << 40) { faults.Add("Evidence:KeepFreeBytes must be 0 to 1 TiB."); }
        return faults;
    }
}
