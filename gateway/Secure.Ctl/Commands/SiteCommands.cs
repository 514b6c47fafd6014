using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>site pending, site apply.</summary>
internal static class SiteCommands
{
    public static Command Build() => new("site", "站点文件：现行与待批 · the site file in force and the one that waits") { Pending(), Apply() };

    private static Command Pending() => new Command("pending", "显示待批的站点变更 · show the change that waits").Calls(async (gateway, parsed, cancellation) =>
    {
        GetSiteStatusResponse status = await new Site.SiteClient(gateway.Invoker).GetStatusAsync(new GetSiteStatusRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(status); return 0; }
        Console.WriteLine(status.Tampered ? "站点记录被篡改，一律拒绝 · the stored site was altered: everything is denied" : $"现行 · in force: 修订 · revision {status.Revision}, SHA-256 {status.Sha256}");
        foreach (string fault in status.FileFaults) { Console.WriteLine($"  文件有误 · a fault in the file: {fault}"); }
        if (status.Pending is not { } pending) { Console.WriteLine("没有待批的变更 · nothing waits"); return 0; }
        Console.WriteLine($"待批 · waits: SHA-256 {pending.Sha256}，自 · since {pending.Since.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC");
        foreach (SiteChange change in pending.Changes) { Console.WriteLine($"  {(change.Added ? '+' : '-')} {change.Path}: {change.Value}"); }
        return 0;
    });

    private static Command Apply()
    {
        Argument<string> sha256 = new("sha256") { Description = "待批文件的 SHA-256 · of the waiting file, as `site pending` shows it" };
        Option<string> reason = new("--reason") { Description = "理由 · reason", Required = true };
        return new Command("apply", "启用待批的站点文件 · put the waiting file in force") { sha256, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            ApplyPendingRequest request = new() { Sha256 = parsed.GetRequiredValue(sha256), Reason = parsed.GetRequiredValue(reason) };
            ApplyPendingResponse applied = await new Site.SiteClient(gateway.Invoker).ApplyPendingAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已启用，修订 {applied.Revision} · in force, revision {applied.Revision}");
            return 0;
        });
    }
}
