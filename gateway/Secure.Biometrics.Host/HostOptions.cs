namespace Secure.Biometrics.Host;

/// <summary>What the gateway tells its host on the command line: full paths.</summary>
/// <param name="Socket">Where to listen; its folder is made 0700.</param>
/// <param name="Models">Folder with modelset.json and the face models.</param>
/// <param name="Runtime">Folder with libonnxruntime.so.1.</param>
internal sealed record HostOptions(string Socket, string Models, string Runtime)
{
    internal const string Usage = "usage: secure-biometrics-host --socket PATH --models FOLDER --runtime FOLDER";

    /// <summary>Null where something is missing, unknown or no full path.</summary>
    internal static HostOptions? Parse(IReadOnlyList<string> args)
    {
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < args.Count; i += 2) { named[args[i]] = args[i + 1]; }
        bool whole = args.Count == 6 && named.Values.All(Path.IsPathFullyQualified);
        return whole && named.TryGetValue("--socket", out string? socket) && named.TryGetValue("--models", out string? models) && named.TryGetValue("--runtime", out string? runtime)
            ? new(socket, models, runtime)
            : null;
    }
}
