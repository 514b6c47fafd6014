using Grpc.Core;
using Secure.Vocabulary;

namespace Secure.Contracts;

/// <summary>
/// Why a call gets no answer. A decision to deny is an answer and no refusal; this is for what stands before the
/// decision: who asks, whether the question makes sense, whether the gateway can record what it says.
/// </summary>
/// <param name="Status">Never <see cref="StatusCode.OK"/>.</param>
/// <param name="Code">Stable code for programs: lower case with underscores.</param>
/// <param name="Text">For people, safe for strangers: it tells nothing that only insiders may know.</param>
public sealed record Refusal(StatusCode Status, string Code, Sentence Text)
{
    /// <summary>The fields of the request at fault, all of them at once.</summary>
    public IReadOnlyList<FieldViolation> Fields { get; init; } = [];

    /// <summary>When asking again may help; null says nothing about it.</summary>
    public TimeSpan? RetryDelay { get; init; }

    /// <summary>What brought it about, for programs: a code as <see cref="Code"/>; null where there is no more to tell.</summary>
    public string? Cause { get; init; }

    /// <summary>By what name the log holds the full cause; null where there is no more to know.</summary>
    public string? RequestId { get; init; }
}

/// <summary>One field of a request and what is wrong with it.</summary>
/// <param name="Field">Path in the proto's names, such as <c>item.resource.id</c>.</param>
public sealed record FieldViolation(string Field, string Message);

/// <summary>Carries a refusal from where it is found to the one place that turns it into a status.</summary>
public sealed class RefusedException(Refusal refusal) : Exception($"{refusal.Status} {refusal.Code}: {refusal.Text.En}")
{
    public Refusal Refusal { get; } = refusal;
}
