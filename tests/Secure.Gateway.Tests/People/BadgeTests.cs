using Grpc.Core;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>Badge cards from issue to return, and what the door says to them.</summary>
public sealed class BadgeTests
{
    [Fact]
    public async Task A_card_opens_while_active_and_its_number_is_free_once_it_is_back()
    {
        await using PeopleRig rig = await StartAsync();
        BadgeCard card = await rig.IssueAsync("wang-fang", 3001);
        Assert.Equal("permit", rig.Enter("archive", 3001));
        await Refused.AsAsync("badge_number_taken", () => rig.IssueAsync("zhang-wei", 3001));

        await rig.Client.SuspendBadgeAsync(Act(card, "忘带"), As(Security));
        Assert.Equal("badge_inactive", rig.Enter("archive", 3001));
        await Refused.AsAsync("badge_number_taken", () => rig.IssueAsync("zhang-wei", 3001));
        await rig.Client.ResumeBadgeAsync(Act(card, "找到"), As(Security));
        Assert.Equal("permit", rig.Enter("archive", 3001));

        await rig.Client.ReturnBadgeAsync(Act(card, ""), As(Security));
        Assert.Equal("badge_unknown", rig.Enter("archive", 3001));
        await rig.IssueAsync("zhang-wei", 3001);
        Assert.Equal("permit", rig.Enter("vault", 3001));
    }

    [Fact]
    public async Task A_lost_card_opens_nothing_and_its_number_stays_taken_until_it_is_found()
    {
        await using PeopleRig rig = await StartAsync();
        BadgeCard card = await rig.IssueAsync("wang-fang", 3001);
        await rig.Client.ReportBadgeLostAsync(Act(card, "丢失"), As(Administrator));
        Assert.Equal("badge_inactive", rig.Enter("archive", 3001));
        await Refused.AsAsync("badge_number_taken", () => rig.IssueAsync("wang-fang", 3001));
        await Refused.AsAsync("badge_ended", async () => await rig.Client.ResumeBadgeAsync(Act(card, "还想用"), As(Security)));
        Assert.Contains("丢失", Assert.Single(await rig.EntriesAsync("revoked.badge_lost")), StringComparison.Ordinal);
        await rig.Client.ReturnBadgeAsync(Act(card, "找到"), As(Security));
        await rig.IssueAsync("wang-fang", 3001);
    }

    [Fact]
    public async Task Replacing_ends_the_old_card_in_the_commit_that_issues_the_new()
    {
        await using PeopleRig rig = await StartAsync();
        BadgeCard old = await rig.IssueAsync("wang-fang", 3001);
        await Refused.AsAsync("badge_number_taken", async () => await rig.Client.ReplaceBadgeAsync(new ReplaceBadgeRequest { Badge = old.Id, Number = Card(1001), Reason = "坏了" }, As(Security)));
        Assert.Equal("permit", rig.Enter("archive", 3001));
        ReplaceBadgeResponse replaced = await rig.Client.ReplaceBadgeAsync(new ReplaceBadgeRequest { Badge = old.Id, Number = Card(3002), Lost = true, Reason = "丢失", ExpectedVersion = old.Version }, As(Security));
        Assert.Equal((BadgeStatus.Active, BadgeStatus.Lost), (replaced.Badge.Status, replaced.Old.Status));
        Assert.Equal(replaced.Badge.Version, replaced.Old.Version);
        Assert.Equal(("badge_inactive", "permit"), (rig.Enter("archive", 3001), rig.Enter("archive", 3002)));
        await Refused.AsAsync("changed_meanwhile", async () => await rig.Client.SuspendBadgeAsync(new BadgeActRequest { Badge = old.Id, Reason = "x", ExpectedVersion = old.Version }, As(Security)));
    }

    [Fact]
    public async Task Of_two_who_issue_one_number_at_once_one_does()
    {
        await using PeopleRig rig = await StartAsync();
        Task<bool>[] both = [.. new[] { "wang-fang", "zhang-wei" }.Select(async person =>
        {
            try { await rig.IssueAsync(person, 3001); return true; }
            catch (RpcException) { return false; }
        })];
        Assert.Single(await Task.WhenAll(both), issued => issued);
    }

    [Fact]
    public async Task Cards_are_found_by_number_and_shown_as_they_were_given()
    {
        await using PeopleRig rig = await StartAsync();
        CardNumber raw = new() { Raw = new RawNumber { Bits = 34, Data = Google.Protobuf.ByteString.CopyFrom(1, 2, 3, 4, 0x40) } };
        await rig.Client.IssueBadgeAsync(new IssueBadgeRequest { Person = "chen-lei", Number = raw }, As(Security));
        Assert.Equal("chen-lei", Assert.Single((await rig.Client.ListBadgesAsync(new ListBadgesRequest { Number = raw }, As(Auditor))).Badges).Person);
        Assert.Equal("chen-lei", Assert.Single((await rig.Client.ListAsync(new ListPeopleRequest { Search = "34 BIT 0102030440" }, As(Auditor))).Persons).Id);
        BadgeCard seeded = Assert.Single((await rig.Client.ListBadgesAsync(new ListBadgesRequest { Person = "zhang-wei" }, As(Auditor))).Badges);
        Assert.Equal("zhang-wei", Assert.Single((await rig.Client.ListAsync(new ListPeopleRequest { Search = "1-1001" }, As(Auditor))).Persons).Id);
        Assert.Equal((1U, 1001U), (seeded.Number.H10301.Facility, seeded.Number.H10301.Number));
        Assert.Equal(2, (await rig.Client.GetAsync(new GetPersonRequest { Person = "chen-lei" }, As(Security))).Badges.Count);
    }

    [Fact]
    public async Task What_is_no_card_no_reason_or_not_ones_right_is_refused()
    {
        await using PeopleRig rig = await StartAsync();
        await Refused.AsAsync("invalid_request", async () => await rig.Client.IssueBadgeAsync(new IssueBadgeRequest { Person = "chen-lei", Number = Card(1, 256) }, As(Security)));
        await Refused.AsAsync("invalid_request", async () => await rig.Client.IssueBadgeAsync(new IssueBadgeRequest { Person = "chen-lei" }, As(Security)));
        CardNumber padded = new() { Raw = new RawNumber { Bits = 26, Data = Google.Protobuf.ByteString.CopyFrom(0, 0, 0, 1) } };
        await Refused.AsAsync("invalid_request", async () => await rig.Client.IssueBadgeAsync(new IssueBadgeRequest { Person = "chen-lei", Number = padded }, As(Security)));
        await Refused.AsAsync("unknown_person", () => rig.IssueAsync("nobody", 3001));
        await Refused.AsAsync("unknown_badge", async () => await rig.Client.SuspendBadgeAsync(new BadgeActRequest { Badge = "b-0", Reason = "x" }, As(Security)));
        await Refused.AsAsync("role_required", async () => await rig.Client.IssueBadgeAsync(new IssueBadgeRequest { Person = "chen-lei", Number = Card(3001) }, As(Administrator)));
        BadgeCard card = await rig.IssueAsync("chen-lei", 3001);
        await Refused.AsAsync("invalid_request", async () => await rig.Client.SuspendBadgeAsync(Act(card, " "), As(Security)));
        await Refused.AsAsync("role_required", async () => await rig.Client.ReportBadgeLostAsync(Act(card, "x"), As(Auditor)));
    }

    private static BadgeActRequest Act(BadgeCard card, string reason) => new() { Badge = card.Id, Reason = reason };
}
