using Google.Protobuf;
using Secure.Gateway.People.Csv;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.People;

/// <summary>Searches and pages of the records in memory.</summary>
internal sealed class PeopleLists(PeopleBook book, PeopleMapping map)
{
    internal ListPeopleResponse Persons(ListPeopleRequest request)
    {
        ListAsked asked = ListAsked.Read(request.Search, request.PageSize, request.PageToken);
        PeopleState state = book.State;
        ILookup<string, string> cards = (request.Search.Length == 0 ? [] : state.Badges.Values).ToLookup(b => b.Row.Person, b => PeopleMapping.TextOf(b.Row.ToNumber()), StringComparer.Ordinal);
        IEnumerable<HeldPerson> wanted = state.Persons.Values.Where(p => IsOf(p.Row, request.Status) && (!request.IncompleteOnly || IsIncomplete(p)) && asked.Finds(Texts(p.Row, cards)));
        (IReadOnlyList<HeldPerson> rows, string next, uint total) = asked.Page(wanted, p => p.Row.Id);
        return new ListPeopleResponse { Persons = { rows.Select(map.ToProto) }, NextPageToken = next, Total = total };
    }

    internal ListBadgesResponse Badges(ListBadgesRequest request)
    {
        ListAsked asked = ListAsked.Read("", request.PageSize, request.PageToken);
        string? number = request.Number is null ? null : PeopleMapping.NumberOf(request.Number).Key;
        IEnumerable<HeldBadge> wanted = book.State.Badges.Values.Where(b => (request.Person.Length == 0 || b.Row.Person == request.Person) && (number is null || b.Row.Number == number));
        (IReadOnlyList<HeldBadge> rows, string next, uint total) = asked.Page(wanted, b => b.Row.Id);
        return new ListBadgesResponse { Badges = { rows.Select(PeopleMapping.ToProto) }, NextPageToken = next, Total = total };
    }

    internal (ByteString Csv, int Count) Export(PersonStatus status)
    {
        PersonRow[] rows = [.. book.State.Persons.Values.Select(p => p.Row).Where(r => status == PersonStatus.Unspecified ? r.Here : IsOf(r, status))];
        return (ByteString.CopyFrom(PeopleColumns.Write(rows, r => PeopleColumns.WordOf(map.StatusOf(r)))), rows.Length);
    }

    private bool IsOf(PersonRow row, PersonStatus status) => status == PersonStatus.Unspecified || map.StatusOf(row) == status;

    private bool IsIncomplete(HeldPerson held) => held.Row.Standing == Standing.Active && held.Fact.Missing(map.Today).Count > 0;

    private IEnumerable<string?> Texts(PersonRow row, ILookup<string, string> cards) =>
        [row.Id, row.Name, row.StaffNumber, row.Department, .. row.Department is { } department && map.NameOf(department) is { } name ? new[] { name.Zh, name.En } : [], .. cards[row.Id]];
}
