using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Secure.Contracts;
using Secure.Gateway.Spine;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.People;

/// <summary>Between records and the contract's messages.</summary>
internal sealed class PeopleMapping(ISite site, TimeProvider clock)
{
    internal DateOnly Today => site.Current.DayOf(clock.GetUtcNow());

    /// <summary>What people call a department; null where the site does not know it any more.</summary>
    internal Secure.Vocabulary.Sentence? NameOf(string department) => DepartmentId.TryParse(department, out DepartmentId? id) ? site.Current.DepartmentNames.GetValueOrDefault(id) : null;

    internal PersonRecord ToProto(HeldPerson held)
    {
        PersonRow row = held.Row;
        PersonRecord record = new()
        {
            Id = row.Id,
            Name = row.Name,
            StaffNumber = row.StaffNumber,
            Department = row.Department ?? "",
            Level = (V1.SecrecyLevel)(int)(row.Level ?? 0),
            Clearance = (V1.Classification)(int)row.Clearance,
            TrainingUntil = PersonDiff.Word(row.TrainingUntil),
            PledgeUntil = PersonDiff.Word(row.PledgeUntil),
            Document = row.ConfirmedAtMs is not null ? DocumentState.Confirmed : row.DocumentHash is null ? DocumentState.None : DocumentState.Given,
            DocumentConfirmedBy = row.ConfirmedBy ?? "",
            DocumentConfirmedAt = Time(row.ConfirmedAtMs),
            Status = StatusOf(row),
            DeclassificationUntil = PersonDiff.Word(row.DeclassificationUntil),
            JoinedAt = Time(row.JoinedAtMs),
            LeftAt = Time(row.LeftAtMs),
            Version = (ulong)held.Version,
        };
        record.Posts.AddRange(row.Posts);
        if (row.Here) { record.Missing.AddRange(held.Fact.Missing(Today).Select(g => (RecordGap)(int)g)); }
        return record;
    }

    internal PersonStatus StatusOf(PersonRow row) => row.Standing switch
    {
        Standing.Active => PersonStatus.Active,
        Standing.Suspended => PersonStatus.Suspended,
        Standing.Left => row.DeclassificationUntil >= Today ? PersonStatus.Declassifying : PersonStatus.Left,
    };

    internal static BadgeCard ToProto(HeldBadge held) => new()
    {
        Id = held.Row.Id,
        Person = held.Row.Person,
        Number = ToProto(held.Row.ToNumber()),
        Status = (BadgeStatus)(int)held.Row.State,
        IssuedAt = Time(held.Row.IssuedAtMs),
        ChangedAt = Time(held.Row.ChangedAtMs),
        Reason = held.Row.Reason,
        Version = (ulong)held.Version,
    };

    /// <summary>As people read it from a card and type it.</summary>
    internal static string TextOf(BadgeNumber number) => ToProto(number) switch
    {
        { FormCase: CardNumber.FormOneofCase.H10301, H10301: { } h } => $"{h.Facility}-{h.Number}",
        { Raw: var raw } => $"{raw.Bits} bit {Convert.ToHexStringLower(raw.Data.Span)}",
    };

    /// <exception cref="RefusedException">No card says that.</exception>
    internal static BadgeNumber NumberOf(CardNumber? number) => number switch
    {
        { FormCase: CardNumber.FormOneofCase.H10301, H10301: { Facility: <= byte.MaxValue, Number: <= ushort.MaxValue } h } => BadgeNumber.H10301((byte)h.Facility, (ushort)h.Number),
        { FormCase: CardNumber.FormOneofCase.Raw, Raw: { Bits: <= BadgeNumber.BitsMax } raw } when BadgeNumber.TryCreate((int)raw.Bits, raw.Data.Span, out BadgeNumber? made) => made,
        _ => throw new RefusedException(PeopleRefusals.Invalid("number", "facility 0 to 255 and number 0 to 65535; or 1 to 256 bits and as many bytes as they take, padded with zero bits")),
    };

    internal static PersonEdit EditOf(ChangePersonRequest request) => new()
    {
        Name = request.HasName ? request.Name : null,
        StaffNumber = request.HasStaffNumber ? request.StaffNumber : null,
        Department = request.HasDepartment ? request.Department : null,
        DocumentNumber = request.HasDocumentNumber ? request.DocumentNumber : null,
    };

    internal static PersonEdit EditOf(EntrustRequest request) => new()
    {
        Posts = request.Posts is { } list ? [.. list.Posts] : null,
        Level = request.HasLevel ? Word(request.Level) : null,
        Clearance = request.HasClearance ? ((Vocabulary.Classification)(int)request.Clearance).Chinese() : null,
        TrainingUntil = request.HasTrainingUntil ? request.TrainingUntil : null,
        PledgeUntil = request.HasPledgeUntil ? request.PledgeUntil : null,
    };

    // An unknown number becomes a word that no list has.
    private static string Word(V1.SecrecyLevel level) => level switch
    {
        V1.SecrecyLevel.Unspecified => "",
        V1.SecrecyLevel.General or V1.SecrecyLevel.Important or V1.SecrecyLevel.Core => PersonDiff.Word((Vocabulary.SecrecyLevel)(int)level),
        _ => "?",
    };

    /// <summary>A 26-bit card as its facility and number where its parity is right, anything else as its bits.</summary>
    private static CardNumber ToProto(BadgeNumber number)
    {
        byte[] data = Convert.FromHexString(number.Hex);
        if (number.Bits == 26)
        {
            uint bits = ((uint)data[0] << 24 | (uint)data[1] << 16 | (uint)data[2] << 8 | data[3]) >> 6;
            (byte facility, ushort card) = ((byte)(bits >> 17), (ushort)(bits >> 1));
            if (BadgeNumber.H10301(facility, card) == number) { return new CardNumber { H10301 = new H10301Number { Facility = facility, Number = card } }; }
        }
        return new CardNumber { Raw = new RawNumber { Bits = (uint)number.Bits, Data = ByteString.CopyFrom(data) } };
    }

    private static Timestamp? Time(long? ms) => ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).ToTimestamp() : null;
}
