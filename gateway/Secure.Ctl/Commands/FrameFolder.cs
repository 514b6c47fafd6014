using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>
/// A camera made of files: JPEG frames in the subfolders <c>front</c>, <c>left</c> and <c>right</c>, each used once in
/// the order of their names, since no camera takes the same picture twice: the gateway knows them again and refuses them.
/// </summary>
internal sealed class FrameFolder
{
    private readonly Dictionary<StepUpAct, Queue<string>> _files;

    /// <exception cref="GatewayConnection.UsageException">There is no such folder, or it has no pictures to the front.</exception>
    public FrameFolder(string folder)
    {
        _files = new() { [StepUpAct.FaceCentre] = In(folder, "front"), [StepUpAct.FaceLeft] = In(folder, "left"), [StepUpAct.FaceRight] = In(folder, "right") };
        if (_files[StepUpAct.FaceCentre].Count == 0) { throw new GatewayConnection.UsageException($"{folder}/front 中没有 JPEG 照片 · no JPEG pictures in {folder}/front"); }
    }

    /// <summary>The next frame that shows the act; null where there is none left.</summary>
    public string? Next(StepUpAct act) => _files.TryGetValue(act, out Queue<string>? files) && files.TryDequeue(out string? file) ? file : null;

    public static string NameOf(StepUpAct act) => act switch { StepUpAct.FaceLeft => "left", StepUpAct.FaceRight => "right", _ => "front" };

    private static Queue<string> In(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return Directory.Exists(path)
            ? new(Directory.EnumerateFiles(path).Where(f => Path.GetExtension(f).ToLowerInvariant() is ".jpg" or ".jpeg").Order(StringComparer.Ordinal))
            : new();
    }
}
