namespace Secure.Gateway.Biometrics;

/// <summary>Section <c>Biometrics</c>: the process that reads faces and fingerprints.</summary>
public sealed class BiometricsHostOptions
{
    /// <summary>The host's program, or its .dll. A full path; default none: face and fingerprint are then off.</summary>
    public string? Host { get; set; }

    /// <summary>Folder with modelset.json and the face models. A full path; needed where <see cref="Host"/> is named.</summary>
    public string? Models { get; set; }

    /// <summary>Folder with libonnxruntime.so.1. A full path; needed where <see cref="Host"/> is named.</summary>
    public string? Runtime { get; set; }

    /// <summary>Folder of the host's socket, made 0700. A full path of at most 90 bytes; default <c>biometrics</c> in the gateway's data folder.</summary>
    public string Run { get; set; } = "";

    /// <summary>An answer that takes longer counts as none. Default 8 s, 1 s to 60 s.</summary>
    public TimeSpan AnswerMax { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the host may take from its start until it listens. Default 30 s, 1 s to 5 min.</summary>
    public TimeSpan StartMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Questions in flight; more are told that it is busy. Default 64, 1 to 1,024.</summary>
    public int OpenMax { get; set; } = 64;

    internal string Socket => Path.Combine(Run, "host");

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (Host is { } host && !Path.IsPathFullyQualified(host)) { faults.Add("Biometrics:Host must be a full path."); }
        if (Host is not null && !(Models is { } models && Path.IsPathFullyQualified(models))) { faults.Add("Biometrics:Models must be a full path."); }
        if (Host is not null && !(Runtime is { } runtime && Path.IsPathFullyQualified(runtime))) { faults.Add("Biometrics:Runtime must be a full path."); }
        // sockaddr_un holds 107 bytes (unix(7)).
        if (Host is not null && (!Path.IsPathFullyQualified(Run) || System.Text.Encoding.UTF8.GetByteCount(Run) > 90)) { faults.Add("Biometrics:Run must be a full path of at most 90 bytes."); }
        if (AnswerMax < TimeSpan.FromSeconds(1) || AnswerMax > TimeSpan.FromSeconds(60)) { faults.Add("Biometrics:AnswerMax must be 1 s to 60 s."); }
        if (StartMax < TimeSpan.FromSeconds(1) || StartMax > TimeSpan.FromMinutes(5)) { faults.Add("Biometrics:StartMax must be 1 s to 5 min."); }
        if (OpenMax is < 1 or > 1024) { faults.Add("Biometrics:OpenMax must be 1 to 1,024."); }
        return faults;
    }
}
