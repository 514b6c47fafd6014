using Microsoft.Extensions.Logging.Abstractions;
using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Audit.Witnessing;
using Secure.Gateway.Grpc;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Audit;

public sealed class AuditHostTests
{
    [Fact]
    public async Task A_start_that_could_not_be_recorded_serves_nobody_until_there_is_room_and_then_opens_by_itself()
    {
        await using LogRig rig = new();
        BreakableAudit audit = new(rig.Recorder) { Broken = true };
        OpenGate gate = new(new HealthBoard());
        NoEnd end = new();
        using StoreWatch watch = new(rig.Store.Store, rig.Recorder, gate, end, NullLogger<StoreWatch>.Instance);
        using AuditHost host = new(
            rig.Store.Store, audit, rig.Recorder, rig.Publisher, rig.Keys, new LogPulse(), gate, watch, end, new AuditOptions { Folder = rig.Folder, WitnessesNeeded = 0 }, rig.Clock, NullLogger<AuditHost>.Instance);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await rig.RecordAsync(3);
        await Eventually.True(() => Passed(rig) && rig.Publisher.Current?.Size == 3);
        Assert.False(gate.IsOpen);

        audit.Broken = false;
        await Eventually.True(() => Passed(rig) && gate.IsOpen);

        await host.StopAsync(CancellationToken.None);
        Assert.Equal(4, rig.Store.Store.LogSize);
    }

    private static bool Passed(LogRig rig)
    {
        rig.Clock.Advance(TimeSpan.FromMilliseconds(500));
        return true;
    }

    /// <summary>The process goes on.</summary>
    private sealed class NoEnd : IProcessEnd
    {
        public void End(string why) => throw new InvalidOperationException(why);
    }
}
