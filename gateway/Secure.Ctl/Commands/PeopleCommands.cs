using System.CommandLine;
using Google.Protobuf;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>people list, import, export.</summary>
internal static class PeopleCommands
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Build() => new("people", "人员名册 · the people on record") { List(), Import(), Export() };

    internal static People.PeopleClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static Command List()
    {
        Option<string> search = new("--search") { Description = "在编号、姓名、工号、部门中查找 · find in id, name, staff number, department", DefaultValueFactory = _ => "" };
        Option<PersonStatus> status = new("--status") { Description = "active, suspended, left, declassifying" };
        Option<bool> incomplete = new("--incomplete") { Description = "只看档案不完整的在岗人员 · only active people whose record lacks something" };
        return new Command("list", "列出人员 · list people") { search, status, incomplete }.Calls(async (gateway, parsed, cancellation) =>
        {
            ListPeopleRequest request = new() { Search = parsed.GetValue(search)!, Status = parsed.GetValue(status), IncompleteOnly = parsed.GetValue(incomplete), PageSize = 500 };
            do
            {
                ListPeopleResponse page = await Client(gateway).ListAsync(request, gateway.Session(), cancellationToken: cancellation);
                if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(page); }
                else { foreach (PersonRecord person in page.Persons) { Console.WriteLine(PeopleWords.Line(person)); } }
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return 0;
        });
    }

    private static Command Import()
    {
        Argument<string> file = new("file") { Description = "CSV（UTF-8）；首行为列名：id,name,staff_number,department,document_number 或 id,posts,level,clearance,training_until,pledge_until · CSV (UTF-8), first row: the columns" };
        Option<bool> dry = new("--dry-run") { Description = "只检查，不更改 · only check, change nothing" };
        return new Command("import", "导入人员，整体生效或不生效 · import people, all or nothing") { file, dry }.Calls(async (gateway, parsed, cancellation) =>
        {
            ImportPeopleRequest request = new() { Csv = Read(parsed.GetRequiredValue(file)), DryRun = parsed.GetValue(dry) };
            ImportPeopleResponse response = await Client(gateway).ImportAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); } else { Console.Write(PeopleWords.Of(response)); }
            return response.BadRows.Count == 0 ? 0 : 1;
        });
    }

    private static Command Export()
    {
        Option<string?> file = new("--out") { Description = "写入文件（0600）；缺省输出到终端 · file to write (0600); default: the terminal" };
        Option<PersonStatus> status = new("--status") { Description = "active, suspended, left, declassifying；缺省为未离岗者 · default: who has not left" };
        return new Command("export", "导出为 CSV，不含证件号 · export as CSV, without document numbers") { file, status }.Calls(async (gateway, parsed, cancellation) =>
        {
            ExportPeopleResponse response = await Client(gateway).ExportAsync(new ExportPeopleRequest { Status = parsed.GetValue(status) }, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            if (parsed.GetValue(file) is not { } path) { Console.Write(response.Csv.ToStringUtf8().TrimStart('\uFEFF')); return 0; }
            Write(path, response.Csv);
            Console.WriteLine($"已导出 · exported to {path}");
            return 0;
        });
    }

    private static ByteString Read(string file)
    {
        try { return ByteString.CopyFrom(File.ReadAllBytes(file)); }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"文件无法读取 · the file does not read: {file}"); }
    }

    private static void Write(string path, ByteString csv)
    {
        try
        {
            using FileStream stream = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            csv.WriteTo(stream);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException) { throw new GatewayConnection.UsageException($"文件无法写入 · the file cannot be written: {path}"); }
    }
}
