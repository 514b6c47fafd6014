using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>selftest: what can be seen of a controller or agent from afar.</summary>
internal static class SelfTestCommand
{
    /// <returns>0 where no part has a fault, else 1.</returns>
    public static Command Build()
    {
        Argument<string> device = new("device") { Description = "控制器或代理 · controller or agent" };
        return new Command("selftest", "远程自检：不动作任何锁 · test a device from afar; moves no lock") { device }.Calls(async (gateway, parsed, cancellation) =>
        {
            SelfTestResponse told = await new Doors.DoorsClient(gateway.Invoker).SelfTestAsync(new SelfTestRequest { Device = parsed.GetRequiredValue(device) }, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(told); }
            else { foreach (SelfTestPart part in told.Parts) { Console.WriteLine(LineOf(part)); } }
            return told.Parts.Any(p => p.Verdict == SelfTestVerdict.Fault) ? 1 : 0;
        });
    }

    private static string LineOf(SelfTestPart part)
    {
        string mark = part.Verdict switch { SelfTestVerdict.Well => "✓", SelfTestVerdict.Fault => "✗", SelfTestVerdict.OnSite => "·", _ => "?" };
        string about = part.About.Length > 0 ? " " + Shown.Safe(part.About) : "";
        return $"{mark} {Name(part.Subject)}{about}: {Shown.Safe(part.Text?.Zh ?? part.Code)} · {Shown.Safe(part.Text?.En ?? "")}";
    }

    private static string Name(SelfTestSubject subject) => subject switch
    {
        SelfTestSubject.Link => "联系 · link",
        SelfTestSubject.Clock => "时钟 · clock",
        SelfTestSubject.Journal => "日志 · journal",
        SelfTestSubject.Lock => "门锁 · lock",
        SelfTestSubject.Contact => "门磁与输入 · contact",
        SelfTestSubject.Reader => "读卡器 · reader",
        SelfTestSubject.Camera => "摄像头 · camera",
        SelfTestSubject.Disk => "磁盘 · disk",
        SelfTestSubject.Queue => "队列 · queues",
        SelfTestSubject.EvidenceKey => "证据密钥 · evidence key",
        SelfTestSubject.Controller => "控制器 · controller",
        SelfTestSubject.Box => "机箱 · box",
        _ => "部件 · part",
    };
}
