using System.Text.Json;
using System.Text.Json.Serialization;
using Secure.Gateway.Decisions.Site;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Where a person stands. Whether a 脱密期 still runs is a question of the day, and kept as a date.</summary>
internal enum Standing
{
    Active = 1,
    Suspended = 2,
    Left = 3,
}

/// <summary>One person on record. The store holds it encrypted as a whole, the document's number once more inside.</summary>
internal sealed record PersonRow(string Id, string Name)
{
    /// <summary>The confirming officer of what a site file declares.</summary>
    internal const string BySiteFile = "site-file";

    public string StaffNumber { get; init; } = "";

    public string? Department { get; init; }

    public IReadOnlyList<string> Posts { get; init; } = [];

    public SecrecyLevel? Level { get; init; }

    public Classification Clearance { get; init; } = Classification.Public;

    public DateOnly? TrainingUntil { get; init; }

    public DateOnly? PledgeUntil { get; init; }

    /// <summary>Keyed hash of the identity document's number, hex; null where none is on record.</summary>
    public string? DocumentHash { get; init; }

    /// <summary>The number itself, encrypted for this person alone.</summary>
    public byte[]? Document { get; init; }

    public string? ConfirmedBy { get; init; }

    /// <summary>Unix milliseconds; null while no officer has confirmed the document.</summary>
    public long? ConfirmedAtMs { get; init; }

    public Standing Standing { get; init; } = Standing.Active;

    /// <summary>Last day of the 脱密期.</summary>
    public DateOnly? DeclassificationUntil { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long JoinedAtMs { get; init; }

    public long? LeftAtMs { get; init; }

    [JsonIgnore]
    internal bool Here => Standing != Standing.Left;

    /// <summary>What decisions know of the person.</summary>
    internal Person ToFact() => new(
        PersonId.Parse(Id), Name, Department is null ? null : DepartmentId.Parse(Department), [.. Posts.Select(PostId.Parse)], Clearance, Standing == Standing.Active, TrainingUntil)
    {
        Level = Level,
        PledgeUntil = PledgeUntil,
        DocumentConfirmed = ConfirmedAtMs is not null,
    };

    internal static PersonRow FromSite(Person person, long nowMs) => new(person.Id.Text, person.Name)
    {
        Department = person.Department?.Text,
        Posts = [.. person.Posts.Select(p => p.Text)],
        Level = person.Level,
        Clearance = person.Clearance,
        TrainingUntil = person.TrainingUntil,
        PledgeUntil = person.PledgeUntil,
        ConfirmedBy = person.DocumentConfirmed ? BySiteFile : null,
        ConfirmedAtMs = person.DocumentConfirmed ? nowMs : null,
        Standing = person.Active ? Standing.Active : Standing.Suspended,
        JoinedAtMs = nowMs,
    };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PeopleRows.Default.PersonRow);

    public override string ToString() => $"person {Id}";
}

/// <summary>Where a badge card is.</summary>
internal enum CardState
{
    Active = 1,
    Suspended = 2,
    Lost = 3,
    Ended = 4,
    Returned = 5,
}

/// <summary>One badge card, from issue to return. A new record for each time it is given to somebody.</summary>
/// <param name="Number">As <see cref="BadgeNumber.Key"/>.</param>
/// <param name="Reason">Of the last change, as the officer gave it.</param>
internal sealed record BadgeRow(string Id, string Person, string Number, CardState State, long IssuedAtMs, long ChangedAtMs, string Reason)
{
    /// <summary>Nobody else can be given this number: the card is out of the office.</summary>
    [JsonIgnore]
    internal bool Occupies => State != CardState.Returned;

    /// <summary>In the person's hands, as far as anybody knows.</summary>
    [JsonIgnore]
    internal bool Held => State is CardState.Active or CardState.Suspended or CardState.Ended;

    /// <exception cref="FormatException">The row holds no number.</exception>
    internal BadgeNumber ToNumber()
    {
        string[] parts = Number.Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out int bits)
            && BadgeNumber.TryCreate(bits, Convert.FromHexString(parts[1]), out BadgeNumber? number)
            ? number
            : throw new FormatException("A badge's row holds no number.");
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PeopleRows.Default.BadgeRow);

    public override string ToString() => $"badge {Id}";
}

/// <summary>When the site's persons and badges were taken over.</summary>
internal sealed record PeopleOrigin(long AtMs, ulong SiteRevision);

// Not the fast path: it writes a null byte array as an empty one.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PersonRow))]
[JsonSerializable(typeof(BadgeRow))]
[JsonSerializable(typeof(PeopleOrigin))]
internal sealed partial class PeopleRows : JsonSerializerContext;
