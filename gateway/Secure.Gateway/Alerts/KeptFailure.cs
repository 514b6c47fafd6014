using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Alerts;

/// <summary>A failed step-up whose attempt is recorded and whose alarm is not yet. The key of its row is the challenge.</summary>
/// <param name="Room">Into which the door leads; null at a workstation.</param>
internal sealed record KeptFailure(
    string Person, string Cause, string? Session, string? Workstation, string? Door, string? Room, string? Resource, string? Action, string? DecisionId)
{
    /// <summary>Sealed: whoever could empty it could silence an alarm.</summary>
    internal const string Table = "stepup.failed";

    internal RowWrite ToRow(string attempt) => new(Table, attempt, JsonSerializer.SerializeToUtf8Bytes(this, KeptFailureRow.Default.KeptFailure));

    internal static RowWrite Delete(string attempt) => new(Table, attempt, null);

    internal static KeptFailure FromRow(byte[] value) => JsonSerializer.Deserialize(value, KeptFailureRow.Default.KeptFailure) ?? throw new JsonException("A kept failure is null.");

    /// <summary>As told at the start after: nobody gathered evidence or place.</summary>
    internal Alarm ToAlarm() => new(FailedStepUps.Code, FailedStepUps.Text)
    {
        Person = Person,
        Session = Session,
        Workstation = Workstation,
        Door = Door,
        Room = Room,
        Resource = Resource,
        Action = Action,
        DecisionId = DecisionId,
        Details = [new("cause", Cause), new("told", "after_restart")],
    };
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(KeptFailure))]
internal sealed partial class KeptFailureRow : JsonSerializerContext;
