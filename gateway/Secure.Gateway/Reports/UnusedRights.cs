using Secure.Gateway.Access;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Reports;

/// <summary>未使用权限: what somebody may do by the rules in force and has not done once in that time; and roles whose holder never signed in.</summary>
internal sealed class UnusedRights(IRoles roles) : IReport
{
    public V1.ReportKind Kind => V1.ReportKind.UnusedRights;

    public OfficerAction Right => OfficerAction.ReportUnusedRights;

    public Sentence Title { get; } = new("未使用权限", "Unused rights");

    public TimeSpan? Usual => TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<Table>> MakeAsync(ReportScope scope, LogScan log, int rowsMax, CancellationToken cancellation)
    {
        HashSet<(string Person, string Resource, string Action)> used = [];
        await foreach (LogLine line in log.ReadAsync(new SearchKeys(Kind: AuditKinds.EntryGranted), null, cancellation)) { used.Add((line.Person, line.Resource, line.Action)); }
        await foreach (LogLine line in log.ReadAsync(new SearchKeys(Kind: AuditKinds.Decision, Decision: "permit"), null, cancellation))
        {
            // Whoever only asked what is permitted has not used it.
            if (line.Detail(DecisionDesk.QuestionDetail).Length == 0) { used.Add((line.Person, line.Resource, line.Action)); }
        }
        HashSet<string> signedIn = new(StringComparer.Ordinal);
        await foreach (LogLine line in log.ReadAsync(new SearchKeys(Kind: AuditKinds.SessionBegin), null, cancellation)) { signedIn.Add(line.Person.Length > 0 ? line.Person : line.Subject); }
        return [.. Rights(scope.Site, used, rowsMax), Idle(scope, signedIn, rowsMax)];
    }

    private static Table[] Rights(SiteSnapshot site, HashSet<(string, string, string)> used, int rowsMax)
    {
        Table people = new(
            "unused.persons", new Sentence("按人员汇总", "By person"), rowsMax,
            ("person", new("人员编号", "Person’s id")), ("name", new("姓名", "Name")), ("held", new("持有权限", "Rights held")), ("unused", new("未使用", "Unused")));
        Table lines = new(
            "unused.lines", new Sentence("逐条", "One by one"), rowsMax,
            ("person", new("人员编号", "Person’s id")), ("name", new("姓名", "Name")), ("resource", new("客体", "Resource")), ("action", new("操作", "Action")), ("rule", new("授权规则", "Rule")));
        foreach (IGrouping<PersonId, HeldRight> held in HeldRights.Of(site).GroupBy(r => r.Person.Id))
        {
            HeldRight[] all = [.. held], unused = [.. all.Where(r => !used.Contains((r.Person.Id.Text, r.Resource.Text, r.Action)))];
            if (unused.Length == 0) { continue; }
            people.Add(Cells.Text(held.Key.Text), Cells.Text(all[0].Person.Name), Cells.Number(all.Length), Cells.Number(unused.Length, unused.Length == all.Length));
            foreach (HeldRight right in unused.TakeWhile(_ => !lines.IsFull))
            {
                lines.Add(Cells.Text(right.Person.Id.Text), Cells.Text(right.Person.Name), Cells.Text(right.Resource.Text), Cells.Text(right.Action), Cells.Text(right.Rule));
            }
            if (people.IsFull) { break; }
        }
        return [people, lines];
    }

    private Table Idle(ReportScope scope, HashSet<string> signedIn, int rowsMax)
    {
        Names names = new(scope.Site);
        Table table = new(
            "unused.roles", new Sentence("在此期间未登录的角色持有人", "Holders of a role who never signed in"), rowsMax,
            ("person", new("人员编号", "Person’s id")), ("name", new("姓名", "Name")), ("roles", new("角色", "Roles")));
        foreach (PersonId holder in roles.Holding(RoleWords.All.Aggregate(Roles.None, (all, role) => all | role)).Where(p => !signedIn.Contains(p.Text)))
        {
            table.Add(Cells.Text(holder.Text), names.Person(holder.Text), Cells.Words(roles.Of(holder).Words(), attention: true));
        }
        return table;
    }
}
