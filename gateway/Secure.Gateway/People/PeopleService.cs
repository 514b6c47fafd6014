using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Audit;
using Secure.Gateway.People.Csv;
using Secure.Gateway.Spine;
using Secure.V1;

namespace Secure.Gateway.People;

/// <summary>The contract's People service: whose right it is, what the request says, and the answer's form.</summary>
internal sealed class PeopleService(
    ICallers callers, PeopleBook book, Persons persons, Leaving leaving, BadgeCards cards, PeopleLists lists, PeopleImport import, PeopleMapping map, IAudit audit) : V1.People.PeopleBase
{
    public override async Task<GetPersonResponse> Get(GetPersonRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ReadPersons);
        PeopleState state = book.State;
        GetPersonResponse response = new() { Person = map.ToProto(Persons.Find(state, request.Person)) };
        response.Badges.AddRange(state.BadgesOf(request.Person).OrderBy(b => b.Row.IssuedAtMs).Select(PeopleMapping.ToProto));
        (await audit.RecordAsync(Persons.Told(PeopleKinds.Read, officer, request.Person), context.CancellationToken)).OrRefuse();
        return response;
    }

    public override async Task<ListPeopleResponse> List(ListPeopleRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ReadPersons);
        ListPeopleResponse response = lists.Persons(request);
        await RecordReadAsync(officer, PeopleKinds.Read, response.Persons.Count, context);
        return response;
    }

    public override async Task<JoinResponse> Join(JoinRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.EditPersons);
        PersonEdit edit = new() { Name = request.Name, StaffNumber = request.StaffNumber, Department = request.Department, DocumentNumber = request.DocumentNumber };
        return new JoinResponse { Person = map.ToProto(await persons.JoinAsync(officer, request.Person, edit, context.CancellationToken)) };
    }

    public override async Task<ChangePersonResponse> Change(ChangePersonRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.EditPersons);
        HeldPerson held = await persons.EditAsync(officer, PeopleKinds.Changed, request.Person, request.ExpectedVersion, PeopleMapping.EditOf(request), context.CancellationToken);
        return new ChangePersonResponse { Person = map.ToProto(held) };
    }

    public override async Task<EntrustResponse> Entrust(EntrustRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ConfirmPersons);
        Persons.NotOneself(officer, request.Person);
        HeldPerson held = await persons.EditAsync(officer, PeopleKinds.Entrusted, request.Person, request.ExpectedVersion, PeopleMapping.EditOf(request), context.CancellationToken);
        return new EntrustResponse { Person = map.ToProto(held) };
    }

    public override async Task<ConfirmDocumentResponse> ConfirmDocument(ConfirmDocumentRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ConfirmPersons);
        HeldPerson held = await persons.ConfirmAsync(officer, request.Person, request.ExpectedVersion, request.DocumentNumber, context.CancellationToken);
        return new ConfirmDocumentResponse { Person = map.ToProto(held) };
    }

    public override async Task<SuspendPersonResponse> Suspend(SuspendPersonRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.EndPerson);
        return new SuspendPersonResponse { Person = map.ToProto(await persons.SuspendAsync(officer, request.Person, request.ExpectedVersion, Reason(request.Reason), context.CancellationToken)) };
    }

    public override async Task<ResumePersonResponse> Resume(ResumePersonRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ConfirmPersons);
        return new ResumePersonResponse { Person = map.ToProto(await persons.ResumeAsync(officer, request.Person, request.ExpectedVersion, Reason(request.Reason), context.CancellationToken)) };
    }

    public override async Task<LeaveResponse> Leave(LeaveRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.EndPerson);
        LeftPerson left = await leaving.LeaveAsync(officer, request.Person, request.ExpectedVersion, Reason(request.Reason), context.CancellationToken);
        return new LeaveResponse { Person = map.ToProto(left.Person), Ended = { left.Ended }, Held = { left.Held } };
    }

    public override async Task<ListBadgesResponse> ListBadges(ListBadgesRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ReadPersons);
        ListBadgesResponse response = lists.Badges(request);
        await RecordReadAsync(officer, PeopleKinds.Read, response.Badges.Count, context);
        return response;
    }

    public override async Task<IssueBadgeResponse> IssueBadge(IssueBadgeRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ManageBadges);
        return new IssueBadgeResponse { Badge = PeopleMapping.ToProto(await cards.IssueAsync(officer, request.Person, PeopleMapping.NumberOf(request.Number), context.CancellationToken)) };
    }

    public override async Task<ReplaceBadgeResponse> ReplaceBadge(ReplaceBadgeRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ManageBadges);
        (HeldBadge made, HeldBadge old) = await cards.ReplaceAsync(
            officer, request.Badge, request.ExpectedVersion, PeopleMapping.NumberOf(request.Number), request.Lost, Reason(request.Reason), context.CancellationToken);
        return new ReplaceBadgeResponse { Badge = PeopleMapping.ToProto(made), Old = PeopleMapping.ToProto(old) };
    }

    public override Task<BadgeActResponse> SuspendBadge(BadgeActRequest request, ServerCallContext context) => ActAsync(OfficerAction.ManageBadges, BadgeAct.Suspend, request, context);

    public override Task<BadgeActResponse> ResumeBadge(BadgeActRequest request, ServerCallContext context) => ActAsync(OfficerAction.ManageBadges, BadgeAct.Resume, request, context);

    public override Task<BadgeActResponse> ReportBadgeLost(BadgeActRequest request, ServerCallContext context) => ActAsync(OfficerAction.ReportBadgeLost, BadgeAct.Lose, request, context);

    public override Task<BadgeActResponse> ReturnBadge(BadgeActRequest request, ServerCallContext context) => ActAsync(OfficerAction.ManageBadges, BadgeAct.Return, request, context);

    public override async Task<ImportPeopleResponse> Import(ImportPeopleRequest request, ServerCallContext context)
    {
        // Before anything of the file is read: who may not import at all gets no report of it.
        ISession officer = callers.RequireRight(context, OfficerAction.ReadPersons);
        PeopleTable table = PeopleTable.Read(request.Csv.Memory);
        if (table.Edits) { officer = callers.RequireRight(context, OfficerAction.EditPersons); }
        if (table.Entrusts) { officer = callers.RequireRight(context, OfficerAction.ConfirmPersons); }
        return await import.RunAsync(officer, table, request.DryRun, context.CancellationToken);
    }

    public override async Task<ExportPeopleResponse> Export(ExportPeopleRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, OfficerAction.ReadPersons);
        (ByteString csv, int count) = lists.Export(request.Status);
        await RecordReadAsync(officer, PeopleKinds.Exported, count, context);
        return new ExportPeopleResponse { Csv = csv };
    }

    private async Task<BadgeActResponse> ActAsync(OfficerAction right, BadgeAct act, BadgeActRequest request, ServerCallContext context)
    {
        ISession officer = callers.RequireRight(context, right);
        string reason = act == BadgeAct.Return && request.Reason.Length == 0 ? "" : Reason(request.Reason);
        return new BadgeActResponse { Badge = PeopleMapping.ToProto(await cards.ActAsync(officer, act, request.Badge, request.ExpectedVersion, reason, context.CancellationToken)) };
    }

    private async Task RecordReadAsync(ISession officer, string kind, int found, ServerCallContext context)
    {
        AuditEvent happened = new(kind) { Subject = officer.Person.Text, Session = officer.Id, Details = [new("found", found.ToString(CultureInfo.InvariantCulture))] };
        (await audit.RecordAsync(happened, context.CancellationToken)).OrRefuse();
    }

    private static string Reason(string text) => !Written.IsReason(text)
        ? throw new RefusedException(PeopleRefusals.Invalid("reason", Written.Rule))
        : text;
}
