using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>What is asked of a list that is searched here and given out a page at a time.</summary>
internal sealed record ListAsked
{
    /// <summary>Of the words to find, in UTF-16 units.</summary>
    internal const int SearchMax = 64;

    private const int SizeDefault = 100;
    private const int SizeMax = 500;
    private const int TokenMax = 256;

    private readonly string _search, _after;
    private readonly int _size;

    private ListAsked(string search, string after, int size) => (_search, _after, _size) = (search, after, size);

    /// <exception cref="RefusedException">The search or the token is too long, or the page too large.</exception>
    internal static ListAsked Read(string search, uint pageSize, string pageToken)
    {
        if (search.Length > SearchMax) { throw Invalid("search", $"at most {SearchMax} characters"); }
        if (pageSize > SizeMax) { throw Invalid("page_size", $"0 to {SizeMax}"); }
        if (pageToken.Length > TokenMax) { throw Invalid("page_token", "not one of ours"); }
        return new ListAsked(search.Trim(), pageToken, pageSize == 0 ? SizeDefault : (int)pageSize);
    }

    /// <summary>Whether any of these holds what is looked for, whatever the case; everything does where nothing is.</summary>
    internal bool Finds(params IEnumerable<string?> texts) => _search.Length == 0 || texts.Any(text => text?.Contains(_search, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>A page begins behind the last row of the page before, so that what comes or goes meanwhile moves no other row out of sight.</summary>
    /// <param name="found">All that match, in any order.</param>
    /// <param name="keyOf">Where a row stands: never empty, no two alike, ordered by character codes.</param>
    internal (IReadOnlyList<T> Rows, string Next, uint Total) Page<T>(IEnumerable<T> found, Func<T, string> keyOf)
    {
        T[] all = [.. found.OrderBy(keyOf, StringComparer.Ordinal)];
        T[] behind = [.. all.SkipWhile(row => string.CompareOrdinal(keyOf(row), _after) <= 0)];
        T[] rows = [.. behind.Take(_size)];
        return (rows, behind.Length > rows.Length ? keyOf(rows[^1]) : "", (uint)all.Length);
    }

    private static RefusedException Invalid(string field, string message) =>
        new(new Refusal(StatusCode.InvalidArgument, "invalid_request", new Sentence("请求无效", "the request is not valid")) { Fields = [new FieldViolation(field, message)] });
}
