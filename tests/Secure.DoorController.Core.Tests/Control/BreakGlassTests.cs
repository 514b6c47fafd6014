using System.Text;
using Google.Protobuf;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Lines;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class BreakGlassTests : IDisposable
{
    private const string First = "1234567890", Second = "0987654321", Wrong = "1111111111";

    private readonly TestController _site = new();
    private readonly Comparer _codes = new();

    public BreakGlassTests()
    {
        _site.Controller.SlowCodes = _codes;
        Give(1);
        _site.Controller.AgentLeft();
    }

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(First, Second)]
    [InlineData(Second, First)]
    public void Two_different_codes_within_a_minute_open_the_door_once(string one, string other)
    {
        Type(one);
        Assert.Equal(0, _site.Ports.Unlocks);
        _site.Pass(TimeSpan.FromSeconds(50));
        Type(other);
        Assert.True(_site.Ports.Driven[TestController.Vault]);
        Assert.Contains(_site.Ports.Events, e => e.Happened == DoorEventKind.BreakGlassUsed && e.DecisionId == "break-glass-1" && e.Reader == TestController.VaultIn);
        _site.Pass(TimeSpan.FromSeconds(6));
        Assert.False(_site.Ports.Driven[TestController.Vault]);
        Type(one);
        Type(other);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void They_are_spent_on_the_disk_before_the_lock_moves_and_stay_so()
    {
        _site.Ports.BeforeDriving = () => Assert.Equal([Verifier(First)], _site.Ports.BreakGlass.Used);
        Type(First);
        Type(Second);
        _site.Ports.BeforeDriving = null;
        Assert.Equal(1, _site.Ports.Unlocks);
        Restart();
        _site.Greet();
        // The same pair under a higher number, as when another door's codes were made anew.
        Give(2);
        _site.Controller.AgentLeft();
        Type(First);
        Type(Second);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void One_code_twice_is_one_code_and_sixty_seconds_are_the_end()
    {
        Type(First);
        Type(First);
        Assert.Equal(0, _site.Ports.Unlocks);
        _site.Pass(TimeSpan.FromSeconds(61));
        Type(Second);
        Assert.Equal(0, _site.Ports.Unlocks);
    }

    [Fact]
    public void Five_codes_an_hour_are_looked_at_and_a_restart_gives_none_back()
    {
        for (int i = 0; i < 5; i++) { Type(Wrong); }
        Assert.Equal(5, _codes.Looked);
        Restart();
        Type(First);
        Type(Second);
        Assert.Equal((5, 0), (_codes.Looked, _site.Ports.Unlocks));
        Assert.Equal(["wrong", "wrong", "wrong", "wrong", "wrong", "too_many", "too_many"], _site.Ports.Events.Where(e => e.Happened == DoorEventKind.BreakGlassRefused).Select(e => e.Reason));
        _site.Clock.Advance(TimeSpan.FromHours(1));
        Type(First);
        Type(Second);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Shorter_input_and_long_pauses_are_no_code()
    {
        _site.Controller.KeypadPressed(TestController.VaultIn, "12345#");
        _site.Controller.KeypadPressed(TestController.VaultIn, "67890");
        _site.Pass(TimeSpan.FromSeconds(11));
        _site.Controller.KeypadPressed(TestController.VaultIn, "67890");
        Assert.Equal(0, _codes.Looked);
        foreach (char key in "*" + First) { _site.Controller.KeypadPressed(TestController.VaultIn, key.ToString()); }
        Assert.Equal(1, _codes.Looked);
    }

    [Fact]
    public void Forged_older_and_foreign_records_change_nothing()
    {
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        BreakGlass other = new(DeviceId.Parse("controller-1"), 2, [new BreakGlassPair(TestController.Vault, 5000, Verifier(Wrong), Verifier(Wrong))]);
        foreach (byte[] bad in new[] { other.Sign(_site.Gateway.CommandKey), (other with { Controller = DeviceId.Parse("controller-2") }).Sign(_site.Gateway.LeaseKey), (other with { Number = 1 }).Sign(_site.Gateway.LeaseKey) })
        {
            byte[] before = _site.Ports.BreakGlass.Signed!;
            Assert.Equal(Reception.Fine, _site.Say(new ToController { BreakGlassRecord = ByteString.CopyFrom(bad) }));
            Assert.Same(before, _site.Ports.BreakGlass.Signed);
        }
    }

    [Fact]
    public void They_outlive_the_lease_and_the_open_box()
    {
        _site.Controller.BoxMoved(LineState.Active);
        _site.Clock.Advance(TimeSpan.FromHours(5));
        Type(First);
        Type(Second);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Codes_that_a_lockdown_refuses_are_not_spent_and_cost_no_try()
    {
        _site.Controller.AgentConnected(_site.Ports);
        _site.Greet();
        _site.Order(TestGateway.Securing(TestController.Vault, 1, DoorCommand.Lockdown).Sign(_site.Gateway.CommandKey));
        for (int i = 0; i < 4; i++)
        {
            Type(First);
            Type(Second);
        }
        Assert.Equal((0, 0), (_site.Ports.Unlocks, _site.Ports.BreakGlass.Used.Count));
        Assert.Equal(Enumerable.Repeat(Core.Doors.Reasons.DoorLockdown, 4), _site.Ports.Events.Where(e => e.Happened == DoorEventKind.BreakGlassRefused).Select(e => e.Reason));
        Assert.DoesNotContain(DoorEventKind.BreakGlassUsed, _site.Ports.Kinds);
        _site.Order(TestGateway.CommandFor(_site.AskNonce(TestController.Vault), 2, DoorCommand.Release).Sign(_site.Gateway.CommandKey));
        Type(First);
        Type(Second);
        Assert.Equal(1, _site.Ports.Unlocks);
    }

    [Fact]
    public void Where_codes_cannot_be_compared_the_door_stays_locked_and_that_is_an_alarm()
    {
        _codes.Works = false;
        _site.Controller.Start();
        Assert.Equal(Core.Doors.Reasons.CodesNotCompared, Assert.Single(_site.Ports.Events, e => e.Happened == DoorEventKind.DeviceFault).Reason);
        Type(First);
        Type(Second);
        Assert.Equal(0, _site.Ports.Unlocks);
        Assert.Equal(Enumerable.Repeat(Core.Doors.Reasons.CodesNotCompared, 2), _site.Ports.Events.Where(e => e.Happened == DoorEventKind.BreakGlassRefused).Select(e => e.Reason));
        Assert.Single(_site.Ports.Kinds, DoorEventKind.DeviceFault);
    }

    private void Type(string code) => _site.Controller.KeypadPressed(TestController.VaultIn, code);

    private void Restart()
    {
        _site.Start();
        _site.Controller.SlowCodes = _codes;
    }

    private void Give(ulong number)
    {
        BreakGlass record = new(DeviceId.Parse("controller-1"), number, [new BreakGlassPair(TestController.Vault, 5000, Verifier(First), Verifier(Second))]);
        Assert.Equal(Reception.Fine, _site.Say(new ToController { BreakGlassRecord = ByteString.CopyFrom(record.Sign(_site.Gateway.LeaseKey)) }));
    }

    private static string Verifier(string code) => "v:" + code;

    /// <summary>Compares at once, in the place of the slow hash.</summary>
    private sealed class Comparer : ISlowCodes
    {
        public int Looked { get; private set; }

        public bool Works { get; set; } = true;

        public void Check(byte[] code, IReadOnlyList<string> verifiers, Action<int?> answer)
        {
            Looked++;
            int at = verifiers.ToList().IndexOf(Verifier(Encoding.ASCII.GetString(code)));
            answer(!Works ? ISlowCodes.NotCompared : at < 0 ? null : at);
        }
    }
}
