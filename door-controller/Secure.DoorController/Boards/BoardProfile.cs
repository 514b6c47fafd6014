using System.Text.Json.Serialization;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Boards;

/// <summary>A board's GPIO header; see firmware-config/schema/board.schema.json for every field.</summary>
/// <param name="Models">/proc/device-tree/model begins with one of these; none: any machine.</param>
/// <param name="Chip">The GPIO chip's label.</param>
/// <param name="Bias">What the chip can do by itself.</param>
internal sealed record BoardProfile(string Board, string Name, string[] Models, string Chip, Bias[] Bias, FreedLine FreedLine, BoardLine[] Lines)
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    internal BoardLine? Line(string name) => Array.Find(Lines, l => l.Name == name);
}

/// <param name="Kernel">Other names that kernels give the line.</param>
/// <param name="FixedBias">A resistor on the board that no setting turns off.</param>
/// <param name="Why">Reason of the two before, for the message.</param>
internal sealed record BoardLine(string Name, int Offset, AtBoot AtBoot, int? Pin = null, string[]? Kernel = null, Bias? FixedBias = null, string? Why = null)
{
    /// <summary>A kernel that names no lines is believed: the place on the chip is the same.</summary>
    internal bool IsCalled(string kernelName) => kernelName.Length == 0 || kernelName == Name || Kernel?.Contains(kernelName) == true;
}

/// <summary>How a line stands from power-on until a program takes it.</summary>
internal enum AtBoot
{
    [JsonStringEnumMemberName("low")] Low,
    [JsonStringEnumMemberName("high")] High,
    [JsonStringEnumMemberName("driven")] Driven,
}

/// <summary>What an output does when the program that held it is gone.</summary>
internal enum FreedLine
{
    [JsonStringEnumMemberName("keeps")] Keeps,
    [JsonStringEnumMemberName("input")] Input,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(BoardProfile))]
internal sealed partial class BoardJson : JsonSerializerContext;
