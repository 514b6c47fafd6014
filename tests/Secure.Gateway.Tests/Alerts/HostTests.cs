using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Evidence;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Alerts;

public sealed class HostTests
{
    [Fact]
    public async Task In_the_gateway_as_it_is_shipped_every_alarm_has_its_alert()
    {
        string folder = TestGateway.CopyTemplate();
        await using (WebApplication app = GatewayHost.Build(["--Fleet:Folder=" + Path.Combine(folder, "data")], new ManualTime()))
        {
            await app.LoadAsync(CancellationToken.None);
            Assert.IsType<CommitOutcome.Committed>(await app.Services.GetRequiredService<IAlarms>().RaiseAsync(new Alarm("test.first", "t"), CancellationToken.None));
            Assert.IsType<CommitOutcome.Committed>(await app.Services.GetRequiredService<IAudit>().RecordAsync(new AuditEvent(AuditKinds.Alarm) { Reasons = ["test.second"] }, CancellationToken.None));

            Assert.Equal(["test.first", "test.second"], app.Services.GetRequiredService<AlertBook>().All().Select(a => a.Code).Order());
            EvidenceKept.Kept kept = Assert.IsType<EvidenceKept.Kept>(await app.Services.GetRequiredService<IEvidence>().KeepAsync(new EvidenceItem("image/jpeg", new byte[9], DateTimeOffset.UnixEpoch), CancellationToken.None));
            byte[] file = await File.ReadAllBytesAsync(Path.Combine(folder, "data", "evidence", kept.Id));
            Assert.True(EvidenceSeal.TryOpen(file, app.Services.GetRequiredService<IEvidenceKeys>(), out EvidenceItem? opened));
            Assert.Equal(9, opened.Content.Length);
            Assert.Contains(app.Services.GetServices<IPersonEnding>(), e => e is AlertsInHand);
        }
        Directory.Delete(folder, recursive: true);
    }
}
