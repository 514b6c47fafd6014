using Secure.Gateway.People;
using Secure.Gateway.Tests.Biometrics;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>The 脱密期: how long it runs by level, and that neither it nor its end gives anything back.</summary>
public sealed class DeclassificationTests
{
    private const string Sun = "sun-li";

    [Theory]
    [InlineData(SecrecyLevel.Core, "2033-01-07")]
    [InlineData(SecrecyLevel.Important, "2032-01-07")]
    [InlineData(SecrecyLevel.General, "2031-01-07")]
    [InlineData(SecrecyLevel.Unspecified, "")]
    public async Task It_runs_by_level_to_its_last_day_and_neither_it_nor_its_end_gives_anything_back(SecrecyLevel level, string until)
    {
        await using PeopleRig rig = await StartAsync();
        PersonRecord joined = await rig.JoinCompleteAsync();
        await rig.Client.EntrustAsync(new EntrustRequest { Person = Sun, ExpectedVersion = joined.Version, Level = level }, As(Security));
        BadgeCard card = await rig.IssueAsync(Sun, 3001);
        await rig.SignInAsync(Sun, "sun");
        Assert.Equal(("permit", "permit"), (rig.Enter("archive", 3001), rig.Read(Sun, "design-review")));

        LeaveResponse left = await rig.Client.LeaveAsync(new LeaveRequest { Person = Sun, Reason = "调离" }, As(Administrator));
        Assert.Equal((until, until.Length > 0 ? PersonStatus.Declassifying : PersonStatus.Left), (left.Person.DeclassificationUntil, left.Person.Status));
        await MayNothingAsync(rig, card.Id);

        if (until.Length > 0)
        {
            DateOnly last = DateOnly.ParseExact(until, "yyyy-MM-dd", null);
            rig.Clock.StepWall(TimeSpan.FromDays(last.DayNumber - new DateOnly(2030, 1, 7).DayNumber));
            Assert.Equal((PersonStatus.Declassifying, Sun), ((await rig.GetAsync(Sun)).Status, await OnlyAsync(rig, PersonStatus.Declassifying)));
            Assert.Null(await OnlyAsync(rig, PersonStatus.Left));
            await MayNothingAsync(rig, card.Id);
            rig.Clock.StepWall(TimeSpan.FromDays(1));
        }

        PersonRecord after = await rig.GetAsync(Sun);
        Assert.Equal((PersonStatus.Left, until), (after.Status, after.DeclassificationUntil));
        Assert.Equal((null, Sun), (await OnlyAsync(rig, PersonStatus.Declassifying), await OnlyAsync(rig, PersonStatus.Left)));
        await MayNothingAsync(rig, card.Id);
    }

    [Fact]
    public void A_site_sets_its_own_lengths_and_none_at_all_is_one()
    {
        PeopleOptions own = new() { CoreMonths = 60, ImportantMonths = 1, GeneralMonths = 0 };
        DateOnly day = new(2030, 1, 31);
        Assert.Equal(new DateOnly(2035, 1, 31), own.DeclassificationOf(Vocabulary.SecrecyLevel.Core, day));
        Assert.Equal(new DateOnly(2030, 2, 28), own.DeclassificationOf(Vocabulary.SecrecyLevel.Important, day));
        Assert.Null(own.DeclassificationOf(Vocabulary.SecrecyLevel.General, day));
        Assert.Empty(own.Faults());
        Assert.Equal(3, new PeopleOptions { CoreMonths = -1, ImportantMonths = 121, GeneralMonths = int.MinValue }.Faults().Count);
    }

    /// <summary>Neither the person, nor an officer for the person.</summary>
    private static async Task MayNothingAsync(PeopleRig rig, string card)
    {
        Assert.Equal(("badge_inactive", "person_inactive"), (rig.Enter("lobby", 3001), rig.Read(Sun, "canteen-menu")));
        await Refused.AsAsync("sign_in_failed", () => rig.TrySignInAsync("sun"));
        PersonRecord record = await rig.GetAsync(Sun);
        await Refused.AsAsync("person_left", async () => await rig.Client.EntrustAsync(new EntrustRequest { Person = Sun, ExpectedVersion = record.Version, Clearance = Classification.TopSecret }, As(Security)));
        await Refused.AsAsync("person_left", async () => await rig.Client.ResumeAsync(new ResumePersonRequest { Person = Sun, Reason = "返聘" }, As(Security)));
        await Refused.AsAsync("person_left", async () => await rig.IssueAsync(Sun, 3002));
        await Refused.AsAsync("badge_ended", async () => await rig.Client.ResumeBadgeAsync(new BadgeActRequest { Badge = card, Reason = "返聘" }, As(Security)));
        await Refused.AsAsync("known_person", async () => await rig.Client.JoinAsync(new JoinRequest { Person = Sun, Name = "孙丽" }, As(Administrator)));
        await Refused.AsAsync("unknown_person", () => rig.ConsentAsync(Sun));
    }

    private static async Task<string?> OnlyAsync(PeopleRig rig, PersonStatus status) =>
        (await rig.Client.ListAsync(new ListPeopleRequest { Status = status }, As(Security))).Persons.SingleOrDefault()?.Id;
}
