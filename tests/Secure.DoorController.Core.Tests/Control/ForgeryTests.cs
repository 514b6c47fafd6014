using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Verification;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class ForgeryTests : IDisposable
{
    private readonly TestController _site = new();
    private readonly Ed25519PrivateKey _stranger = Ed25519PrivateKey.Generate();
    private readonly Random _random = new(11);

    public void Dispose()
    {
        _stranger.Dispose();
        _site.Dispose();
    }

    [Fact]
    public void Ten_thousand_forged_grants_unlock_nothing()
    {
        Dictionary<string, int> reasons = [];
        byte[] used = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        _site.Deliver(used);
        Assert.Equal(1, _site.Ports.Unlocks);
        for (int i = 0; i < 10_000; i++)
        {
            ForgetWaiting(i);
            // The first ones come so far apart that each has a record of its own.
            bool isSingle = i < 44;
            if (isSingle && i % 4 == 0) { _site.Clock.Advance(RefusalBurst.Window + TimeSpan.FromSeconds(1)); }
            Presentation presentation = _site.PresentBadge();
            byte[] forged = i % 11 == 10 ? used : ForgeGrant(i, TestGateway.GrantFor(presentation));
            int before = _site.Ports.Records.Count;
            Assert.Equal(Reception.Refused, _site.Deliver(forged));
            if (!isSingle) { continue; }
            DoorEvent refusal = Assert.Single(_site.Ports.EventsAfter(before), e => e.Happened == DoorEventKind.GrantRefused);
            reasons[refusal.Reason] = reasons.GetValueOrDefault(refusal.Reason) + 1;
        }
        Assert.Equal(1, _site.Ports.Unlocks);
        Assert.InRange(_site.Ports.Kinds.Count(k => k == DoorEventKind.GrantRefused), 44, 44 + RefusalBurst.Count);
        Assert.Equal(
            [Reasons.BadHold, Reasons.BadSignature, Reasons.Expired, Reasons.LivesTooLong, Reasons.UnknownNonce, Reasons.WrongBoot, Reasons.WrongDoor],
            reasons.Keys.Order(StringComparer.Ordinal));
        // The way to forge is the only difference: the true grant still opens.
        _site.Deliver(TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey));
        Assert.Equal(2, _site.Ports.Unlocks);
    }

    [Fact]
    public void Ten_thousand_forged_commands_unlock_nothing()
    {
        ulong number = 1;
        byte[] used = TestGateway.CommandFor(_site.AskNonce(TestController.Vault), ++number, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey);
        _site.Order(used);
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.Pass(TimeSpan.FromSeconds(31));
        for (int i = 0; i < 10_000; i++)
        {
            NonceIssued nonce = _site.AskNonce(TestController.Vault);
            Assert.Equal(Reception.Refused, _site.Order(i % 10 == 9 ? used : ForgeCommand(i, TestGateway.CommandFor(nonce, ++number, DoorCommand.Unlock))));
        }
        Assert.Equal(1, _site.Ports.Unlocks);
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), ++number, DoorCommand.Unlock).Sign(_site.Gateway.CommandKey));
        Assert.Equal(2, _site.Ports.Unlocks);
    }

    [Fact]
    public void A_grant_opens_once()
    {
        byte[] grant = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        Assert.Equal(Reception.Fine, _site.Deliver(grant));
        Assert.Equal(Reception.Refused, _site.Deliver(grant));
        Assert.Equal((1, Reasons.UnknownNonce), (_site.Ports.Unlocks, _site.Ports.Events.Last().Reason));
    }

    [Fact]
    public void The_fifth_refusal_within_a_minute_is_an_alarm()
    {
        byte[] bad = TestGateway.GrantFor(_site.PresentBadge()).Sign(_stranger);
        for (int i = 0; i < 4; i++) { _site.Deliver(bad); }
        Assert.DoesNotContain(DoorEventKind.RefusalBurst, _site.Ports.Kinds);
        _site.Deliver(bad);
        Assert.Single(_site.Ports.Kinds, DoorEventKind.RefusalBurst);
        Assert.Equal(5, _site.Ports.Kinds.Count(k => k == DoorEventKind.GrantRefused));
    }

    [Fact]
    public void A_flood_is_recorded_by_its_number_once_a_minute_and_then_each_refusal_again()
    {
        byte[] bad = TestGateway.GrantFor(_site.PresentBadge()).Sign(_stranger);
        for (int i = 0; i < 5; i++) { _site.Deliver(bad); }
        int before = _site.Ports.Records.Count;
        for (int i = 0; i < 1000; i++) { Assert.Equal(Reception.Refused, _site.Deliver(bad)); }
        Assert.Empty(Refusals(before));
        _site.Pass(RefusalBurst.Window);
        Assert.Equal([(DoorEventKind.RefusalBurst, "refusals_1000")], Refusals(before));

        _site.Deliver(bad);
        _site.Pass(2 * RefusalBurst.Window);
        Assert.Equal((DoorEventKind.RefusalBurst, "refusals_1"), Refusals(before)[^1]);
        _site.Deliver(bad);
        Assert.Equal((DoorEventKind.GrantRefused, Reasons.BadSignature), Refusals(before)[^1]);
        Assert.Equal(3, Refusals(before).Length);
    }

    [Fact]
    public void In_a_flood_an_officer_still_hears_why_a_command_was_refused_and_repeating_it_fills_nothing()
    {
        byte[] bad = TestGateway.GrantFor(_site.PresentBadge()).Sign(_stranger);
        for (int i = 0; i < 100; i++) { _site.Deliver(bad); }
        int before = _site.Ports.Records.Count;
        byte[] Release(ulong number) => TestGateway.Securing(TestController.Vault, number, DoorCommand.Release).Sign(_site.Gateway.CommandKey);
        foreach (ulong number in new ulong[] { 7, 8 })
        {
            Assert.Equal(Reception.Refused, _site.Order(Release(number)));
            DoorEvent told = _site.Ports.EventsAfter(before).Last();
            Assert.Equal((DoorEventKind.CommandRefused, number, Reasons.WrongBoot, TestController.Vault), (told.Happened, told.CommandNumber, told.Reason, told.Door));
        }
        for (int i = 0; i < 100; i++) { _site.Order(Release(7)); _site.Order(Release(8)); _site.Order(TestGateway.Securing(TestController.Vault, 9, DoorCommand.Release).Sign(_stranger)); }
        Assert.Equal(2, _site.Ports.EventsAfter(before).Count());
    }

    [Fact]
    public void Four_refusals_a_minute_are_no_alarm()
    {
        byte[] bad = TestGateway.GrantFor(_site.PresentBadge()).Sign(_stranger);
        for (int i = 0; i < 12; i++)
        {
            _site.Deliver(bad);
            _site.Pass(TimeSpan.FromSeconds(16));
        }
        Assert.DoesNotContain(DoorEventKind.RefusalBurst, _site.Ports.Kinds);
    }

    [Fact]
    public void A_grant_that_comes_after_three_seconds_is_expired()
    {
        byte[] grant = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        _site.Pass(TimeSpan.FromSeconds(3.05));
        Assert.Equal(Reception.Refused, _site.Deliver(grant));
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void A_step_of_the_wall_clock_changes_nothing()
    {
        byte[] grant = TestGateway.GrantFor(_site.PresentBadge()).Sign(_site.Gateway.GrantKey);
        _site.Clock.StepWall(TimeSpan.FromDays(-1));
        Assert.Equal(Reception.Fine, _site.Deliver(grant));
        Presentation next = _site.PresentBadge();
        _site.Clock.StepWall(TimeSpan.FromDays(2));
        Assert.Equal(Reception.Fine, _site.Deliver(TestGateway.GrantFor(next).Sign(_site.Gateway.GrantKey)));
    }

    private (DoorEventKind, string)[] Refusals(int after) =>
        [.. _site.Ports.EventsAfter(after).Where(e => e.Happened is DoorEventKind.GrantRefused or DoorEventKind.RefusalBurst).Select(e => (e.Happened, e.Reason))];

    /// <summary>Time passes, as it does between ten thousand people at one reader: who was refused does not wait for ever.</summary>
    private void ForgetWaiting(int i)
    {
        if (i % 100 == 0) { _site.Pass(Grant.LifeMax + TimeSpan.FromMilliseconds(50)); }
    }

    private byte[] ForgeGrant(int i, Grant grant) => (i % 10) switch
    {
        0 => grant.Sign(_stranger),
        1 => Altered(grant.Sign(_site.Gateway.GrantKey)),
        2 => (grant with { Door = TestController.Lobby }).Sign(_site.Gateway.GrantKey),
        3 => (grant with { Door = DoorId.Parse("elsewhere") }).Sign(_site.Gateway.GrantKey),
        4 => (grant with { BootId = Token128.NewRandom() }).Sign(_site.Gateway.GrantKey),
        5 => (grant with { Nonce = Token128.NewRandom() }).Sign(_site.Gateway.GrantKey),
        6 => (grant with { NotAfterNs = Before(grant.NotAfterNs) }).Sign(_site.Gateway.GrantKey),
        7 => (grant with { NotAfterNs = grant.NotAfterNs + (ulong)_random.NextInt64(1, long.MaxValue) }).Sign(_site.Gateway.GrantKey),
        8 => (grant with { HoldMs = _random.Next(2) == 0 ? 0u : (uint)_random.NextInt64(30_001, uint.MaxValue) }).Sign(_site.Gateway.GrantKey),
        _ => grant.Sign(_site.Gateway.CommandKey),
    };

    private byte[] ForgeCommand(int i, Command command) => (i % 9) switch
    {
        0 => command.Sign(_stranger),
        1 => Altered(command.Sign(_site.Gateway.CommandKey)),
        2 => (command with { Door = TestController.Lobby }).Sign(_site.Gateway.CommandKey),
        3 => (command with { BootId = Token128.NewRandom() }).Sign(_site.Gateway.CommandKey),
        4 => (command with { Nonce = Token128.None, BootId = Token128.None, NotAfterNs = 0 }).Sign(_site.Gateway.CommandKey),
        5 => (command with { NotAfterNs = Before(command.NotAfterNs) }).Sign(_site.Gateway.CommandKey),
        6 => (command with { Number = 0 }).Sign(_site.Gateway.CommandKey),
        7 => (command with { HoldMs = 30_001 }).Sign(_site.Gateway.CommandKey),
        _ => command.Sign(_site.Gateway.GrantKey),
    };

    private ulong Before(ulong notAfter)
    {
        _site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return notAfter - 3_000_000_000;
    }

    private byte[] Altered(byte[] record)
    {
        record[_random.Next(record.Length)] ^= (byte)(1 << _random.Next(8));
        return record;
    }
}
