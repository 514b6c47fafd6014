namespace Secure.Gateway.Storage.Sqlite;

/// <summary>How full the file system under a folder is, counted as df does: by what a normal process may use.</summary>
internal sealed class DiskFill(string folder)
{
    private readonly DriveInfo _disk = new(folder);

    public long Free => _disk.AvailableFreeSpace;

    public StoreSpace Space()
    {
        double used = _disk.TotalSize - _disk.TotalFreeSpace;
        double share = used / Math.Max(1, used + Free);
        return share >= 0.9 ? StoreSpace.VeryLow : share >= 0.8 ? StoreSpace.Low : StoreSpace.Ample;
    }
}
