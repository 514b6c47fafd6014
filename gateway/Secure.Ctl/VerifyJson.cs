using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.TransparencyLog;

namespace Secure.Ctl;

/// <summary>The report as one line of JSON; field names are fixed, programs read them.</summary>
internal static class VerifyJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Write(LogReport report) => JsonSerializer.Serialize(
        new
        {
            Good = report.IsGood,
            report.Checkpoint?.Checkpoint.Origin,
            report.Checkpoint?.Checkpoint.Size,
            Root = report.Checkpoint?.Checkpoint.Root.ToString(),
            Witnesses = report.Checkpoint?.Cosignatures.Select(c => new { c.Key.Name, c.CosignedAt }),
            KeySteps = report.KeySteps.Select(s => new { s.Handover, s.Size, s.Entry, From = s.From.ToString(), To = s.To.ToString() }),
            report.EntriesRead,
            report.PrunedBelow,
            report.FirstBadEntry,
            report.Faults,
            report.GaveUp,
        },
        Options);
}
