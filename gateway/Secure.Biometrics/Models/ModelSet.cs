using System.Text.Json;

namespace Secure.Biometrics.Models;

/// <summary>
/// A set of face models and how to feed them: configuration, so that a site can bring its own. Read from
/// `modelset.json` next to the files it names.
/// </summary>
public sealed record ModelSet
{
    public const string FileName = "modelset.json";

    private const int BytesMax = 64 * 1024;

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Name and version, 1 to 64 signs. Templates made by one set are refused by another.</summary>
    public required string Name { get; init; }

    /// <summary>Whole picture to boxes and scores (UltraFace's two outputs, corners 0 to 1).</summary>
    public required ModelInput Detect { get; init; }

    /// <summary>Face box to 68 points, x and y in turn, 0 to 1 within the box.</summary>
    public required ModelInput Landmarks { get; init; }

    /// <summary>Aligned face to embedding.</summary>
    public required ModelInput Embed { get; init; }

    /// <summary>Face with surroundings to three logits, the first: live.</summary>
    public required ModelInput Liveness { get; init; }

    /// <summary>Face with a margin to 66 bins of 3 degrees each for yaw, pitch and roll.</summary>
    public required ModelInput Pose { get; init; }

    /// <summary>One eye to two logits, the second: open.</summary>
    public required ModelInput Eyes { get; init; }

    /// <summary>Lowest score that counts as a face, 0 to 1.</summary>
    public required float DetectThreshold { get; init; }

    /// <summary>Lowest cosine that matches one to one, -1 to 1.</summary>
    public required float VerifyThreshold { get; init; }

    /// <summary>Lowest cosine that matches one to many, from the one above to 1.</summary>
    public required float IdentifyThreshold { get; init; }

    /// <summary>Lowest passive score that passes, 0 to 1.</summary>
    public required float LivenessThreshold { get; init; }

    internal IEnumerable<(string Job, ModelInput Input)> Inputs =>
        [("detect", Detect), ("landmarks", Landmarks), ("embed", Embed), ("liveness", Liveness), ("pose", Pose), ("eyes", Eyes)];

    /// <exception cref="ModelSetException">There is none, or it cannot be used; says why.</exception>
    public static ModelSet Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax }) { throw new ModelSetException($"{path} is too long."); }
            ModelSet set = JsonSerializer.Deserialize<ModelSet>(File.ReadAllBytes(path), Form) ?? throw new ModelSetException($"{path} is empty.");
            return set.Faults() is [var fault, ..] ? throw new ModelSetException($"{path}: {fault}") : set;
        }
        catch (JsonException wrong) { throw new ModelSetException($"{path}: {wrong.Message}", wrong); }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException) { throw new ModelSetException(missing.Message, missing); }
    }

    private List<string> Faults()
    {
        List<string> faults = [.. Inputs.SelectMany(i => i.Input.Faults(i.Job))];
        if (Name.Length is < 1 or > 64) { faults.Add("name must have 1 to 64 signs."); }
        if (DetectThreshold is not (> 0 and < 1)) { faults.Add("detectThreshold must lie between 0 and 1."); }
        if (VerifyThreshold is not (> 0 and < 1)) { faults.Add("verifyThreshold must lie between 0 and 1."); }
        if (!(IdentifyThreshold >= VerifyThreshold && IdentifyThreshold < 1)) { faults.Add("identifyThreshold must lie between verifyThreshold and 1."); }
        if (LivenessThreshold is not (> 0 and < 1)) { faults.Add("livenessThreshold must lie between 0 and 1."); }
        return faults;
    }
}
