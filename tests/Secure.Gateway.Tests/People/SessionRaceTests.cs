using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Audit;
using Secure.Gateway.Identity;
using Secure.Gateway.People;
using Secure.V1;
using Secure.Vocabulary;
using static Secure.Gateway.Tests.People.PeopleRig;

namespace Secure.Gateway.Tests.People;

/// <summary>What happens between the check of a password and the session that it opens; and what may be written when the disk is full.</summary>
public sealed class SessionRaceTests
{
    [Fact]
    public async Task Who_is_suspended_while_signing_in_gets_no_session_that_lives()
    {
        await using PeopleRig rig = await StartAsync();
        Sessions sessions = rig.Services.GetRequiredService<Sessions>();
        Account account = new("zhang", "zhang-wei", "", 0, MustChange: false);
        SignInPlace place = new(null, Decisions.WorkstationSource.None, IPAddress.Loopback);
        (string token, TokenHash hash) = TokenHash.NewToken();
        LiveSession session = new("s-1", hash, account, PersonId.Parse("zhang-wei"), "张伟", place, mustChange: false, rig.Clock.GetUtcNow(), rig.Clock.GetUtcNow().AddHours(1), rig.Clock.GetTimestamp());
        await rig.Client.SuspendAsync(new SuspendPersonRequest { Person = "zhang-wei", Reason = "核查" }, As(Security));
        await sessions.AddAsync(session, CancellationToken.None);
        Assert.Null(sessions.Find(token));
        Assert.True(session.Ended.IsCancellationRequested);
    }

    [Fact]
    public void What_takes_trust_away_may_use_the_reserve_of_a_full_disk_and_what_gives_it_may_not()
    {
        Assert.All([PeopleKinds.Suspended, PeopleKinds.Left, PeopleKinds.BadgeSuspended, PeopleKinds.BadgeLost], k => Assert.True(AuditKinds.MayUseReserve(k), k));
        Assert.All([PeopleKinds.Joined, PeopleKinds.Entrusted, PeopleKinds.Resumed, PeopleKinds.BadgeIssued, PeopleKinds.BadgeReplaced, PeopleKinds.Imported], k => Assert.False(AuditKinds.MayUseReserve(k), k));
    }
}
