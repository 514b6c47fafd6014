using System.Text.Json.Serialization;

namespace Secure.Biometrics.Models;

/// <summary>One model file, and what its input is made of: (channel − mean) ÷ divisor, planes one after another.</summary>
public sealed record ModelInput
{
    /// <summary>Its name within the folder, without a path.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, 64 hexadecimal digits. Another file is refused.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the input, 8 to 1,024 pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Of the input, 8 to 1,024 pixels.</summary>
    public required int Height { get; init; }

    public required ColourOrder Colours { get; init; }

    /// <summary>For each channel, in the order in which they are fed; on a scale of 0 to 255.</summary>
    public required float[] Mean { get; init; }

    /// <summary>For each channel; not 0.</summary>
    public required float[] Divisor { get; init; }

    /// <summary>Default `input`.</summary>
    public string Input { get; init; } = "input";

    /// <summary>Names of the outputs, in the order of the set's description. Default `output`.</summary>
    public string[] Outputs { get; init; } = ["output"];

    internal int Channels => Colours == ColourOrder.Grey ? 1 : 3;

    internal IReadOnlyList<long> Shape => [1, Channels, Height, Width];

    internal IEnumerable<string> Faults(string job)
    {
        if (File.Length == 0 || File != Path.GetFileName(File)) { yield return $"{job}.file must be a name without a path."; }
        if (Sha256.Length != 64 || !Sha256.All(char.IsAsciiHexDigit)) { yield return $"{job}.sha256 must be 64 hexadecimal digits."; }
        if (Width is < 8 or > 1024 || Height is < 8 or > 1024) { yield return $"{job}: width and height must be 8 to 1024."; }
        if (Mean.Length != Channels || Divisor.Length != Channels) { yield return $"{job}: mean and divisor need {Channels} numbers each."; }
        if (Divisor.Contains(0)) { yield return $"{job}.divisor must not be 0."; }
        if (Outputs.Length == 0) { yield return $"{job}.outputs must name at least one."; }
    }
}

/// <summary>In which order a model takes the colours.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColourOrder>))]
public enum ColourOrder
{
    Rgb,
    Bgr,
    Grey,
}
