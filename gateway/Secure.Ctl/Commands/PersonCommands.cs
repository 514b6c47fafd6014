using System.CommandLine;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>person show, join, change, entrust, confirm-document, suspend, resume, leave.</summary>
internal static class PersonCommands
{
    private static readonly Argument<string> Id = new("person") { Description = "人员编号 · person id" };
    private static readonly Option<string> Reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };
    private static readonly Option<string?> StaffNumber = new("--staff-number") { Description = "工号 · staff number" };
    private static readonly Option<string?> Department = new("--department") { Description = "部门编号 · department id" };
    private static readonly Option<string?> DocumentFile = new("--document-file") { Description = "证件号文件（首行） · file whose first line is the document's number" };

    private static readonly Option<ulong?> Version = new("--version")
    {
        Description = "所依据的版本；缺省为当前版本 · version that the change is based on; default: the one now",
    };

    public static Command Build() => new("person", "办理一名人员 · one person") { Show(), Join(), Change(), Entrust(), ConfirmDocument(), Suspend(), Resume(), Leave() };

    private static Command Show() => new Command("show", "档案与门禁卡 · record and badge cards") { Id }.Calls(async (gateway, parsed, cancellation) =>
    {
        GetPersonResponse response = await PeopleCommands.Client(gateway).GetAsync(new GetPersonRequest { Person = parsed.GetRequiredValue(Id) }, gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        Console.Write(PeopleWords.Of(response.Person));
        foreach (BadgeCard badge in response.Badges) { Console.WriteLine("  " + PeopleWords.Line(badge)); }
        return 0;
    });

    private static Command Join()
    {
        Argument<string> name = new("name") { Description = "姓名 · name" };
        return new Command("join", "入职登记 · a new person") { Id, name, StaffNumber, Department, DocumentFile }.Calls(async (gateway, parsed, cancellation) =>
        {
            JoinRequest request = new()
            {
                Person = parsed.GetRequiredValue(Id),
                Name = parsed.GetRequiredValue(name),
                StaffNumber = parsed.GetValue(StaffNumber) ?? "",
                Department = parsed.GetValue(Department) ?? "",
                DocumentNumber = parsed.GetValue(DocumentFile) is { } file ? Secrets.Read(file, "") : "",
            };
            JoinResponse response = await PeopleCommands.Client(gateway).JoinAsync(request, gateway.Session(), cancellationToken: cancellation);
            return Print(response.Person, parsed);
        });
    }

    private static Command Change()
    {
        Option<string?> name = new("--name") { Description = "姓名 · name" };
        return new Command("change", "更改姓名、工号、部门、证件号 · change name, staff number, department, document number") { Id, name, StaffNumber, Department, DocumentFile, Version }
            .Calls(async (gateway, parsed, cancellation) =>
            {
                ChangePersonRequest request = new() { Person = parsed.GetRequiredValue(Id), ExpectedVersion = await VersionAsync(gateway, parsed, cancellation) };
                if (parsed.GetValue(name) is { } called) { request.Name = called; }
                if (parsed.GetValue(StaffNumber) is { } number) { request.StaffNumber = number; }
                if (parsed.GetValue(Department) is { } department) { request.Department = department; }
                if (parsed.GetValue(DocumentFile) is { } file) { request.DocumentNumber = Secrets.Read(file, ""); }
                ChangePersonResponse response = await PeopleCommands.Client(gateway).ChangeAsync(request, gateway.Session(), cancellationToken: cancellation);
                return Print(response.Person, parsed);
            });
    }

    private static Command Entrust()
    {
        Option<string[]> posts = new("--posts") { Description = "岗位编号，替换原有岗位 · post ids, in place of the present ones", AllowMultipleArgumentsPerToken = true };
        Option<bool> noPosts = new("--no-posts") { Description = "撤销全部岗位 · take all posts away" };
        Option<string?> level = new("--level") { Description = "涉密等级 · 一般, 重要, 核心, none" };
        Option<string?> clearance = new("--clearance") { Description = "可接触的最高密级 · 公开, 内部, 秘密, 机密, 绝密" };
        Option<string?> training = new("--training-until") { Description = "培训有效期末日，年-月-日 · last day of the training, YYYY-MM-DD" };
        Option<string?> pledge = new("--pledge-until") { Description = "承诺书有效期末日 · last day of the pledge" };
        return new Command("entrust", "岗位、涉密等级、密级、培训、承诺书 · posts, level, clearance, training, pledge") { Id, posts, noPosts, level, clearance, training, pledge, Version }
            .Calls(async (gateway, parsed, cancellation) =>
            {
                EntrustRequest request = new() { Person = parsed.GetRequiredValue(Id), ExpectedVersion = await VersionAsync(gateway, parsed, cancellation) };
                if (parsed.GetValue(noPosts)) { request.Posts = new PostList(); }
                else if (parsed.GetValue(posts) is { Length: > 0 } given) { request.Posts = new PostList { Posts = { given } }; }
                if (parsed.GetValue(level) is { } word) { request.Level = PeopleWords.Level(word); }
                if (parsed.GetValue(clearance) is { } mark) { request.Clearance = PeopleWords.Mark(mark); }
                if (parsed.GetValue(training) is { } trained) { request.TrainingUntil = trained; }
                if (parsed.GetValue(pledge) is { } pledged) { request.PledgeUntil = pledged; }
                EntrustResponse response = await PeopleCommands.Client(gateway).EntrustAsync(request, gateway.Session(), cancellationToken: cancellation);
                return Print(response.Person, parsed);
            });
    }

    private static Command ConfirmDocument() =>
        new Command("confirm-document", "核对证件原件并确认 · confirm the identity document in hand") { Id, DocumentFile }.Calls(async (gateway, parsed, cancellation) =>
        {
            ConfirmDocumentRequest request = new() { Person = parsed.GetRequiredValue(Id), DocumentNumber = Secrets.Read(parsed.GetValue(DocumentFile), "证件号 · document number: ") };
            ConfirmDocumentResponse response = await PeopleCommands.Client(gateway).ConfirmDocumentAsync(request, gateway.Session(), cancellationToken: cancellation);
            return Print(response.Person, parsed);
        });

    private static Command Suspend() => new Command("suspend", "停用，立即生效 · suspend, at once") { Id, Reason }.Calls(async (gateway, parsed, cancellation) =>
    {
        SuspendPersonRequest request = new() { Person = parsed.GetRequiredValue(Id), Reason = parsed.GetRequiredValue(Reason) };
        return Print((await PeopleCommands.Client(gateway).SuspendAsync(request, gateway.Session(), cancellationToken: cancellation)).Person, parsed);
    });

    private static Command Resume() => new Command("resume", "恢复 · resume") { Id, Reason }.Calls(async (gateway, parsed, cancellation) =>
    {
        ResumePersonRequest request = new() { Person = parsed.GetRequiredValue(Id), Reason = parsed.GetRequiredValue(Reason) };
        return Print((await PeopleCommands.Client(gateway).ResumeAsync(request, gateway.Session(), cancellationToken: cancellation)).Person, parsed);
    });

    private static Command Leave() => new Command("leave", "离岗：权限、会话、卡、账号立即终止 · leave: rights, sessions, badges, account end at once") { Id, Reason }.Calls(async (gateway, parsed, cancellation) =>
    {
        LeaveRequest request = new() { Person = parsed.GetRequiredValue(Id), Reason = parsed.GetRequiredValue(Reason) };
        LeaveResponse response = await PeopleCommands.Client(gateway).LeaveAsync(request, gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        Console.Write(PeopleWords.Of(response));
        return 0;
    });

    private static async Task<ulong> VersionAsync(GatewayConnection gateway, ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(Version)
        ?? (await PeopleCommands.Client(gateway).GetAsync(new GetPersonRequest { Person = parsed.GetRequiredValue(Id) }, gateway.Session(), cancellationToken: cancellation)).Person.Version;

    private static int Print(PersonRecord person, ParseResult parsed)
    {
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(person); } else { Console.Write(PeopleWords.Of(person)); }
        return 0;
    }
}
