namespace Secure.Gateway.People;

internal static partial class PeopleLog
{
    [LoggerMessage(12001, LogLevel.Information, "{Persons} persons and {Badges} badge cards are on record")]
    public static partial void Loaded(this ILogger log, int persons, int badges);

    [LoggerMessage(12002, LogLevel.Information, "{Persons} persons and {Badges} badge cards were taken over from the site file, which counts for them no more")]
    public static partial void Seeded(this ILogger log, int persons, int badges);

    [LoggerMessage(12003, LogLevel.Critical, "Row {Key} of {Table} failed its integrity check: denied")]
    public static partial void Altered(this ILogger log, string table, string key);

    [LoggerMessage(12004, LogLevel.Critical, "The rows of the people on record have gone: everybody is denied")]
    public static partial void Gone(this ILogger log);
}
