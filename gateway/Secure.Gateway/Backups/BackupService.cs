using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.Backups;

/// <summary>The gRPC service `Backups`.</summary>
internal sealed class BackupService(BackupDesk desk, BackupOptions options, ICallers callers) : V1.Backups.BackupsBase
{
    public override Task<DescribeBackupsResponse> Describe(DescribeBackupsRequest request, ServerCallContext context)
    {
        _ = callers.RequireRight(context, OfficerAction.ReadSite);
        DescribeBackupsResponse response = new() { On = options.On, EveryHours = options.On ? (uint)options.EveryHours : 0, Trouble = desk.Trouble ?? "", Making = desk.Making };
        if (desk.Last is { } last) { response.Last = ToMessage(last); }
        return Task.FromResult(response);
    }

    public override async Task<MakeBackupResponse> Make(MakeBackupRequest request, ServerCallContext context) =>
        new() { Made = ToMessage(await desk.MakeAsync(callers.RequireRight(context, OfficerAction.Backup), context.CancellationToken)) };

    private static Backup ToMessage(BackupLabel label) => new()
    {
        MadeAt = label.MadeAt.ToTimestamp(),
        LogSize = (ulong)label.LogSize,
        LogRoot = ByteString.CopyFrom(Convert.FromHexString(label.LogRoot)),
    };
}
