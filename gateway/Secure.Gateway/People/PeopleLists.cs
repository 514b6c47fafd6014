using Google.Protobuf;
using Secure.Contracts;
using Secure.Gateway.People.Csv;
using Secure.V1;

namespace Secure.Gateway.People;

/// <summary>Searches and pages of the records in memory.</summary>
internal sealed class PeopleLists(PeopleBook book, PeopleMapping map)
{
    private const int PageDefault = 100;
    private const int PageMax = 500;
    private const int SearchMax = 64;

    internal ListPeopleResponse Persons(ListPeopleRequest request)
    {
        int size = PageSize(request.PageSize);
        if (request.Search.Length > SearchMax) { throw new RefusedException(PeopleRefusals.Invalid("search", $"at most {SearchMax} characters")); }
        IEnumerable<HeldPerson> wanted = book.State.Persons.Values
            .Where(p => IsAfter(p.Row.Id, request.PageToken) && IsOf(p.Row, request.Status) && Says(p.Row, request.Search) && (!request.IncompleteOnly || IsIncomplete(p)));
        HeldPerson[] page = [.. wanted.Take(size + 1)];
        ListPeopleResponse response = new() { NextPageToken = page.Length > size ? page[size - 1].Row.Id : "" };
        response.Persons.AddRange(page.Take(size).Select(map.ToProto));
        return response;
    }

    internal ListBadgesResponse Badges(ListBadgesRequest request)
    {
        int size = PageSize(request.PageSize);
        string? number = request.Number is null ? null : PeopleMapping.NumberOf(request.Number).Key;
        IEnumerable<HeldBadge> wanted = book.State.Badges.Values
            .Where(b => IsAfter(b.Row.Id, request.PageToken) && (request.Person.Length == 0 || b.Row.Person == request.Person) && (number is null || b.Row.Number == number));
        HeldBadge[] page = [.. wanted.Take(size + 1)];
        ListBadgesResponse response = new() { NextPageToken = page.Length > size ? page[size - 1].Row.Id : "" };
        response.Badges.AddRange(page.Take(size).Select(PeopleMapping.ToProto));
        return response;
    }

    internal (ByteString Csv, int Count) Export(PersonStatus status)
    {
        PersonRow[] rows = [.. book.State.Persons.Values.Select(p => p.Row).Where(r => status == PersonStatus.Unspecified ? r.Here : IsOf(r, status))];
        return (ByteString.CopyFrom(PeopleColumns.Write(rows, r => PeopleColumns.WordOf(map.StatusOf(r)))), rows.Length);
    }

    private bool IsOf(PersonRow row, PersonStatus status) => status == PersonStatus.Unspecified || map.StatusOf(row) == status;

    private bool IsIncomplete(HeldPerson held) => held.Row.Standing == Standing.Active && held.Fact.Missing(map.Today).Count > 0;

    private bool Says(PersonRow row, string search) => search.Length == 0
        || Holds(row.Id, search) || Holds(row.Name, search) || Holds(row.StaffNumber, search)
        || (row.Department is { } department && (Holds(department, search) || (map.NameOf(department) is { } name && (Holds(name.Zh, search) || Holds(name.En, search)))));

    private static bool Holds(string text, string search) => text.Contains(search, StringComparison.OrdinalIgnoreCase);

    private static bool IsAfter(string id, string token) => token.Length == 0 || string.CompareOrdinal(id, token) > 0;

    private static int PageSize(uint asked) => asked switch
    {
        0 => PageDefault,
        <= PageMax => (int)asked,
        _ => throw new RefusedException(PeopleRefusals.Invalid("page_size", $"0 to {PageMax}")),
    };
}
