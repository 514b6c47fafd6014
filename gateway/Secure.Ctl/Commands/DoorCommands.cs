using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>doors, unlock, lockdown, presence.</summary>
internal static class DoorCommands
{
    private static readonly Option<string> Reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };

    public static IEnumerable<Command> All() => [List(), Unlock(), Lockdown(), Order(), BreakGlass(), InstallReaders(), AcceptGap(), SetClock(), SnapshotCommand.Build(), Presence()];

    private static Command List()
    {
        Option<bool> follow = new("--follow") { Description = "持续显示变化 · keep showing changes" };
        return new Command("doors", "各门状态 · how the doors stand") { follow }.Calls(async (gateway, parsed, cancellation) =>
        {
            using AsyncServerStreamingCall<WatchDoorsResponse> call = Client(gateway).Watch(new WatchDoorsRequest(), gateway.Session(), cancellationToken: cancellation);
            await foreach (WatchDoorsResponse told in call.ResponseStream.ReadAllAsync(cancellation))
            {
                foreach (DoorState door in told.Doors) { Print(door, parsed); }
                if (!parsed.GetValue(follow)) { return 0; }
            }
            return 0;
        });
    }

    private static Command Unlock()
    {
        Argument<string> door = new("door") { Description = "门 · door" };
        Option<double?> hold = new("--hold") { Description = "开锁秒数，至多 30 · seconds, at most 30" };
        return new Command("unlock", "开一次门 · unlock a door once") { door, Reason, hold }.Calls(async (gateway, parsed, cancellation) =>
        {
            UnlockRequest request = new() { Door = parsed.GetRequiredValue(door), Reason = parsed.GetRequiredValue(Reason) };
            if (parsed.GetValue(hold) is { } seconds) { request.Hold = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)); }
            UnlockResponse response = await Client(gateway).UnlockAsync(request, gateway.Session(), cancellationToken: cancellation);
            return Print(response.Result, parsed) ? 0 : 1;
        });
    }

    private static Command InstallReaders()
    {
        Argument<string> door = new("door") { Description = "门 · door" };
        return new Command("install-readers", "五分钟内为读卡器安装密钥，须另一人批准 · for five minutes the door's readers may be given their keys; takes two officers") { door, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            InstallReadersRequest request = new() { Door = parsed.GetRequiredValue(door), Reason = parsed.GetRequiredValue(Reason) };
            InstallReadersResponse response = await Client(gateway).InstallReadersAsync(request, gateway.Session(), cancellationToken: cancellation);
            return Print(response.Result, parsed) ? 0 : 1;
        });
    }

    private static Command AcceptGap()
    {
        Argument<string> controller = new("controller") { Description = "控制器 · controller" };
        Option<ulong> from = new("--from") { Description = "缺失的第一条；不填则显示缺失范围 · the first entry that is missing; left out: says which are missing" };
        Option<ulong> through = new("--through") { Description = "缺失的最后一条 · the last one" };
        return new Command("accept-gap", "承认控制器日志中永久缺失的记录，须另一人批准 · give up entries of a controller's journal that are lost; takes two officers") { controller, from, through, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            AcceptGapRequest request = new()
            {
                Controller = parsed.GetRequiredValue(controller),
                LostFrom = parsed.GetValue(from),
                LostThrough = parsed.GetValue(through),
                Reason = parsed.GetRequiredValue(Reason),
            };
            await Client(gateway).AcceptGapAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已承认缺失 {request.LostFrom} 至 {request.LostThrough} · entries {request.LostFrom} to {request.LostThrough} are given up");
            return 0;
        });
    }

    private static Command SetClock()
    {
        Argument<string> controller = new("controller") { Description = "控制器 · controller" };
        return new Command("set-clock", "将控制器的时钟设为网关时间（可后退），须另一人批准 · set a controller's clock to the gateway's, also backwards; takes two officers") { controller, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            SetClockRequest request = new() { Controller = parsed.GetRequiredValue(controller), Reason = parsed.GetRequiredValue(Reason) };
            SetClockResponse response = await Client(gateway).SetClockAsync(request, gateway.Session(), cancellationToken: cancellation);
            return Print(response.Result, parsed) ? 0 : 1;
        });
    }

    private static Command Lockdown()
    {
        Option<string?> door = new("--door") { Description = "门 · one door" };
        Option<string?> room = new("--room") { Description = "房间 · the doors of a room" };
        Option<bool> site = new("--site") { Description = "全部 · every door" };
        Option<bool> release = new("--release") { Description = "解除 · release" };
        return new Command("lockdown", "封闭或解除 · lock down, or release") { door, room, site, release, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            LockdownRequest request = new() { Release = parsed.GetValue(release), Reason = parsed.GetRequiredValue(Reason) };
            if (parsed.GetValue(door) is { } one) { request.Door = one; }
            else if (parsed.GetValue(room) is { } behind) { request.Room = behind; }
            else if (parsed.GetValue(site)) { request.Site = true; }
            else { throw NoScope("--door, --room, --site"); }
            LockdownResponse response = await Client(gateway).LockdownAsync(request, gateway.Session(), cancellationToken: cancellation);
            return response.Results.Select(r => Print(r, parsed)).ToList().TrueForAll(done => done) ? 0 : 1;
        });
    }

    private static Command Order()
    {
        Argument<string> what = new("order") { Description = "lock, block, lockdown, unlock, release, maintenance" };
        what.AcceptOnlyFromAmong("lock", "block", "lockdown", "unlock", "release", "maintenance");
        Option<string?> door = new("--door") { Description = "门 · one door" };
        Option<string?> room = new("--room") { Description = "房间 · the doors of a room" };
        Option<string?> floor = new("--floor") { Description = "楼层 · the doors of a floor" };
        Option<bool> site = new("--site") { Description = "全部 · every door" };
        Option<uint> level = new("--level") { Description = "封闭级别 1 至 3 · level of a lockdown, 1 to 3" };
        Option<double?> hold = new("--hold") { Description = "开锁秒数，至多 30 · seconds of an unlock, at most 30" };
        return new Command("order", "对门下达命令，逐门答复 · order doors; each answers") { what, door, room, floor, site, level, hold, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            CommandDoorsRequest request = new() { Order = System.Enum.Parse<DoorOrder>(parsed.GetRequiredValue(what), ignoreCase: true), Level = parsed.GetValue(level), Reason = parsed.GetRequiredValue(Reason) };
            if (parsed.GetValue(door) is { } one) { request.Door = one; }
            else if (parsed.GetValue(room) is { } behind) { request.Room = behind; }
            else if (parsed.GetValue(floor) is { } storey) { request.Floor = storey; }
            else if (parsed.GetValue(site)) { request.Site = true; }
            else { throw NoScope("--door, --room, --floor, --site"); }
            if (parsed.GetValue(hold) is { } seconds) { request.Hold = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)); }
            CommandDoorsResponse response = await Client(gateway).CommandAsync(request, gateway.Session(), cancellationToken: cancellation);
            return response.Results.Select(r => Print(r, parsed)).ToList().TrueForAll(done => done) ? 0 : 1;
        });
    }

    private static GatewayConnection.UsageException NoScope(string options) => new($"请指定哪些门 · say which doors: {options}");

    private static Command BreakGlass()
    {
        Argument<string> door = new("door") { Description = "门 · door" };
        return new Command("break-glass", "生成应急开门码，仅显示一次 · make a door's break-glass codes; shown once") { door, Reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            MakeBreakGlassRequest request = new() { Door = parsed.GetRequiredValue(door), Reason = parsed.GetRequiredValue(Reason) };
            MakeBreakGlassResponse response = await Client(gateway).MakeBreakGlassAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            foreach (string code in response.Codes) { Console.WriteLine(code); }
            Console.Error.WriteLine("分别密封交两人保管；60 秒内在门上键盘先后输入。· Seal each for another person; both are typed at the door within 60 s.");
            return 0;
        });
    }

    private static Command Presence() => new Command("presence", "谁在哪个房间 · who is in which room").Calls(async (gateway, parsed, cancellation) =>
    {
        ListPresenceResponse response = await new V1.Presence.PresenceClient(gateway.Invoker).ListAsync(new ListPresenceRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        foreach (PersonPresence person in response.Persons)
        {
            string state = person.State switch { PresenceState.Present => "在 · in", PresenceState.Absent => "不在 · absent", _ => "未知 · unknown" };
            Console.WriteLine($"{person.Person}: {state} {person.Room} ({person.Cause})");
        }
        return 0;
    });

    private static Doors.DoorsClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static void Print(DoorState door, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(door); return; }
        Console.WriteLine(DoorWords.Of(door));
    }

    private static bool Print(DoorResult result, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(result); return result.Done; }
        Console.WriteLine(result.Done
            ? $"{result.Door}: 已执行 · done ({DoorWords.Of(result.State?.Lock ?? LockState.Unknown)}；模式 · mode {DoorWords.Of(result.State?.Mode ?? DoorMode.Unspecified)})"
            : $"{result.Door}: 未执行 · not done: {result.Text?.Zh} · {result.Text?.En} ({result.Reason})");
        return result.Done;
    }
}
