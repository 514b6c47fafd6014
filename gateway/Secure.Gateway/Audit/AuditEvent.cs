namespace Secure.Gateway.Audit;

/// <summary>
/// One thing that happened, physical or logical. Everything here can be read by whoever reads the log:
/// personal details and classified titles go in only as salted commitments. Null and empty are left out of the entry.
/// </summary>
/// <param name="Kind">What happened, one of <see cref="AuditKinds"/> or another of the same form: lower case words with dots.</param>
public sealed record AuditEvent(string Kind)
{
    /// <summary>Who asked: a person's or a service's id.</summary>
    public string? Subject { get; init; }

    /// <summary>The person concerned: a person's id, never a name.</summary>
    public string? Person { get; init; }

    /// <summary>The session's id, never its token.</summary>
    public string? Session { get; init; }

    public string? Device { get; init; }

    public string? Door { get; init; }

    public string? Room { get; init; }

    public string? Workstation { get; init; }

    /// <summary>Kind and id, as <c>material/plan-7</c>.</summary>
    public string? Resource { get; init; }

    public string? Action { get; init; }

    /// <summary><c>permit</c>, <c>deny</c> or <c>step_up</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>The stable reason codes, most important first.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The policy revision that decided.</summary>
    public string? Policy { get; init; }

    /// <summary>The factors used, with their age where it counted, as <c>password</c> or <c>face:42s</c>.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>SHA-256 of each piece of evidence, 32 bytes.</summary>
    public IReadOnlyList<byte[]> Evidence { get; init; } = [];

    /// <summary>When it happened by the source's clock; null when the gateway itself is the source.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>How far the source's clock can be trusted, in its own word, as <c>synchronised</c> or <c>unknown</c>.</summary>
    public string? ClockQuality { get; init; }

    /// <summary>The number the source gave it, as a device's sequence.</summary>
    public ulong? SourceSequence { get; init; }

    /// <summary>At most 32 more words about it, in the order given; no secret, no personal detail.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];
}
