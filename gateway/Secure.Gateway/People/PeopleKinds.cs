namespace Secure.Gateway.People;

/// <summary>What People writes into the log. What takes trust away begins with <c>revoked.</c>, so that it may use the reserve of a full disk.</summary>
internal static class PeopleKinds
{
    internal const string Seeded = "people.seeded";
    internal const string Read = "people.read";
    internal const string Exported = "people.exported";
    internal const string Imported = "people.imported";
    internal const string Joined = "people.joined";
    internal const string Changed = "people.changed";
    internal const string Entrusted = "people.entrusted";
    internal const string DocumentConfirmed = "people.document_confirmed";
    internal const string DocumentDiffers = "people.document_differs";
    internal const string Resumed = "people.resumed";
    internal const string Suspended = "revoked.person_suspended";
    internal const string Left = "revoked.person_left";

    internal const string BadgeIssued = "badge.issued";
    internal const string BadgeReplaced = "badge.replaced";
    internal const string BadgeResumed = "badge.resumed";
    internal const string BadgeReturned = "badge.returned";
    internal const string BadgeSuspended = "revoked.badge_suspended";
    internal const string BadgeLost = "revoked.badge_lost";
}
