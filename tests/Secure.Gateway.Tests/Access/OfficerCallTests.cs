using System.Text.Json;
using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using PresenceState = Secure.Gateway.Decisions.PresenceState;

namespace Secure.Gateway.Tests.Access;

public sealed class OfficerCallTests : IAsyncLifetime
{
    private AccessRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await AccessRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Resources_are_listed_with_those_that_need_a_step_up()
    {
        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "vault");
        ListResourcesResponse found = await ListAsync(_rig.Zhang, new() { Kind = "material", Action = "read" });
        Assert.Equal(["canteen-menu:False", "core-design:True", "design-review:True", "staff-notice:False", "test-report:False"], found.Resources.Select(r => $"{r.Resource.Id}:{r.NeedsStepUp}"));
        Assert.Empty(found.NextPageToken);
        Assert.Equal(["canteen-menu", "staff-notice"], (await ListAsync(_rig.Chen, new() { Kind = "material", Action = "read" })).Resources.Select(r => r.Resource.Id));
        Assert.Equal("decision.list_resources", (await _rig.EntryAsync(0)).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        List<string> found = [];
        ListResourcesRequest request = new() { Kind = "material", Action = "read", PageSize = 2 };
        do
        {
            ListResourcesResponse page = await ListAsync(_rig.Zhang, request);
            Assert.True(page.Resources.Count <= 2);
            found.AddRange(page.Resources.Select(r => r.Resource.Id));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(["canteen-menu", "design-review", "staff-notice", "test-report"], found);
    }

    [Fact]
    public async Task A_search_finds_part_of_an_id_among_what_one_may_and_nothing_else()
    {
        Assert.Equal(["design-review", "test-report"], (await ListAsync(_rig.Zhang, new() { Kind = "material", Action = "read", Search = "RE" })).Resources.Select(r => r.Resource.Id));
        Assert.Empty((await ListAsync(_rig.Chen, new() { Kind = "material", Action = "read", Search = "design" })).Resources);
        Assert.Empty((await ListAsync(_rig.Zhang, new() { Kind = "material", Action = "read", Search = "%" })).Resources);
        await Refused.AsAsync("invalid_request", async () => await ListAsync(_rig.Zhang, new() { Kind = "material", Action = "read", Search = new string('x', 65) }));
    }

    [Fact]
    public async Task A_service_lists_only_what_it_is_registered_for()
    {
        async Task<string> ListAsync(string kind, string action)
        {
            ListResourcesRequest request = new() { SessionHandle = AccessRig.HandleOf(_rig.Zhang), Kind = kind, Action = action };
            try { return (await _rig.Client.ListResourcesAsync(request, AccessRig.AsService("docflow"))).Resources.Count.ToString(System.Globalization.CultureInfo.InvariantCulture); }
            catch (RpcException refused) { return refused.ToRefusal()!.Code; }
        }
        Assert.Equal("4", await ListAsync("material", "read"));
        Assert.Equal("service_not_registered", await ListAsync("material", "delete"));
        Assert.Equal("service_not_registered", await ListAsync("person", "read"));
        _rig.Zhang.End();
        Assert.Equal("session_ended", await ListAsync("material", "read"));
    }

    [Fact]
    public async Task Only_an_officer_lists_persons_or_asks_for_explanations()
    {
        ListSubjectsRequest list = new() { Action = "read", Resource = AccessRig.Item("core-design").Resource };
        ExplainRequest explain = new() { Person = "zhang-wei", Item = AccessRig.Item("core-design") };
        foreach (Metadata caller in (Metadata[])[AccessRig.As(_rig.Zhang), AccessRig.AsService("docflow"), []])
        {
            Assert.NotEqual(StatusCode.OK, (await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.ListSubjectsAsync(list, caller))).StatusCode);
            Assert.NotEqual(StatusCode.OK, (await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.ExplainAsync(explain, caller))).StatusCode);
        }
        Assert.Equal(0, _rig.LogSize);
    }

    [Theory]
    [InlineData("core-design", "read", "zhang-wei")]
    [InlineData("design-review", "read", "wang-fang zhang-wei")]
    [InlineData("staff-notice", "read", "chen-lei li-officer wang-fang zhang-wei")]
    [InlineData("test-report", "print", "zhang-wei")]
    [InlineData("test-report", "copy", "")]
    [InlineData("no-such", "read", "")]
    public async Task Persons_are_listed_who_may_once_they_have_proved_what_is_asked(string id, string action, string persons)
    {
        ListSubjectsResponse found = await _rig.Client.ListSubjectsAsync(new ListSubjectsRequest { Action = action, Resource = AccessRig.Item(id).Resource }, AccessRig.As(_rig.Officer));
        Assert.Equal(persons, string.Join(' ', found.Persons));
    }

    [Fact]
    public async Task An_explanation_tells_each_step_grants_nothing_and_is_recorded_as_such()
    {
        ExplainResponse explained = await _rig.Client.ExplainAsync(new ExplainRequest { Person = "zhang-wei", Item = AccessRig.Item("core-design"), Workstation = "vault-ws" }, AccessRig.As(_rig.Officer));
        Assert.Equal("not_present", explained.Decision.Deny.Reason);
        TraceLine failed = explained.Trace.First(l => !l.Satisfied);
        Assert.Equal("research-reads-its-project.presence", failed.Rule);
        Assert.Contains("Absent", failed.Text.En, StringComparison.Ordinal);
        JsonElement entry = await _rig.EntryAsync(explained.Decision.LogIndex);
        Assert.Equal("decision.explain", entry.GetProperty("kind").GetString());
        Assert.Equal("li-officer", entry.GetProperty("subject").GetString());

        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "vault");
        explained = await _rig.Client.ExplainAsync(new ExplainRequest { Person = "zhang-wei", Item = AccessRig.Item("core-design"), Workstation = "vault-ws" }, AccessRig.As(_rig.Officer));
        Assert.Empty(explained.Decision.StepUp.Nonce);
    }

    [Fact]
    public async Task An_explanation_of_a_live_session_uses_what_it_has_proved()
    {
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        ExplainRequest request = new() { Person = "zhang-wei", Item = AccessRig.Item("design-review"), SessionId = _rig.Zhang.Id };
        Assert.NotNull((await _rig.Client.ExplainAsync(request, AccessRig.As(_rig.Officer))).Decision.Permit);
        request.SessionId = _rig.Chen.Id;
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.ExplainAsync(request, AccessRig.As(_rig.Officer)));
        Assert.Equal("session_id", refused.ToRefusal()!.Fields.Single().Field);
    }

    [Theory]
    [InlineData("no-such-ws")]
    [InlineData("工作站")]
    public async Task A_supposed_workstation_that_the_site_has_not_is_told(string workstation)
    {
        ExplainRequest request = new() { Person = "zhang-wei", Item = AccessRig.Item("core-design"), Workstation = workstation };
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.ExplainAsync(request, AccessRig.As(_rig.Officer)));
        Assert.Equal("workstation", refused.ToRefusal()!.Fields.Single().Field);
    }

    private async Task<ListResourcesResponse> ListAsync(RigSession session, ListResourcesRequest request) => await _rig.Client.ListResourcesAsync(request, AccessRig.As(session));
}
