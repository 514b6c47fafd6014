using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Secure.Contracts;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.Vocabulary.Factor;
using PresenceState = Secure.Gateway.Decisions.PresenceState;

namespace Secure.Gateway.Tests.Access;

public sealed class CheckTests : IAsyncLifetime
{
    private AccessRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await AccessRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Tier_1_is_permitted_or_denied_with_its_reason()
    {
        Assert.NotNull((await _rig.CheckAsync(_rig.Zhang, "test-report")).Permit);
        Assert.Equal("clearance_too_low", (await _rig.CheckAsync(_rig.Chen, "test-report")).Deny.Reason);
        Assert.NotNull((await _rig.CheckAsync(_rig.Chen, "staff-notice")).Permit);
        Assert.Equal("no_matching_rule", (await _rig.CheckAsync(_rig.Zhang, "test-report", "copy")).Deny.Reason);
        Assert.Equal("unknown_resource", (await _rig.CheckAsync(_rig.Zhang, "no-such")).Deny.Reason);
    }

    [Fact]
    public async Task Tier_2_asks_for_a_step_up_until_a_biometric_is_fresh()
    {
        Secure.V1.Decision first = await _rig.CheckAsync(_rig.Zhang, "design-review");
        Secure.V1.Decision second = await _rig.CheckAsync(_rig.Zhang, "design-review");
        Assert.Equal([Secure.V1.Factor.Face, Secure.V1.Factor.Fingerprint], first.StepUp.AnyOf);
        Assert.Equal(TimeSpan.FromMinutes(15), first.StepUp.MaxAge.ToTimeSpan());
        Assert.Equal(16, first.StepUp.Nonce.Length);
        Assert.NotEqual(first.StepUp.Nonce, second.StepUp.Nonce);
        Assert.Equal(_rig.Clock.GetUtcNow().AddMinutes(2), first.StepUp.NonceExpiresAt.ToDateTimeOffset());
        _rig.Zhang.Prove(Factor.Face, _rig.Clock.GetUtcNow());
        Assert.Equal(_rig.Clock.GetUtcNow().AddMinutes(15), (await _rig.CheckAsync(_rig.Zhang, "design-review")).Permit.ValidUntil.ToDateTimeOffset());
    }

    [Fact]
    public async Task Tier_3_asks_for_presence_first_and_then_for_a_step_up()
    {
        Assert.Equal("not_present", (await _rig.CheckAsync(_rig.Zhang, "core-design")).Deny.Reason);
        _rig.Presence.Move(_rig.Zhang, PresenceState.Unknown, "vault");
        Assert.Equal("presence_unknown", (await _rig.CheckAsync(_rig.Zhang, "core-design")).Deny.Reason);
        _rig.Presence.Move(_rig.Zhang, PresenceState.Present, "vault");
        Assert.NotNull((await _rig.CheckAsync(_rig.Zhang, "core-design")).StepUp);
        _rig.Zhang.Prove(Factor.Fingerprint, _rig.Clock.GetUtcNow());
        Assert.NotNull((await _rig.CheckAsync(_rig.Zhang, "core-design")).Permit);
        _rig.Presence.Move(_rig.Zhang, PresenceState.Absent, null);
        Assert.Equal("not_present", (await _rig.CheckAsync(_rig.Zhang, "core-design")).Deny.Reason);
    }

    [Fact]
    public async Task Every_answer_stands_in_the_log_where_it_says()
    {
        Secure.V1.Decision decision = await _rig.CheckAsync(_rig.Chen, "test-report");
        JsonElement entry = await _rig.EntryAsync(decision.LogIndex);
        Assert.Equal("decision", entry.GetProperty("kind").GetString());
        Assert.Equal("chen-lei", entry.GetProperty("person").GetString());
        Assert.Equal("material/test-report", entry.GetProperty("resource").GetString());
        Assert.Equal("deny", entry.GetProperty("decision").GetString());
        Assert.Equal("clearance_too_low", entry.GetProperty("reasons")[0].GetString());
        Assert.Equal("1", entry.GetProperty("policy").GetString());
        Assert.Equal("password", entry.GetProperty("factors")[0].GetString());
        Assert.Equal("lobby-ws", entry.GetProperty("workstation").GetString());
        Assert.Equal(decision.DecisionId, entry.GetProperty("details").GetProperty("decision_id").GetString());
        Assert.Equal("address", entry.GetProperty("details").GetProperty("workstation_source").GetString());
        Assert.True(decision.WorkstationByAddress);
    }

    [Fact]
    public async Task No_answer_leaves_where_it_cannot_be_recorded()
    {
        _rig.Audit.Broken = true;
        string handle = AccessRig.HandleOf(_rig.Zhang);
        Metadata asked = AccessRig.As(_rig.Zhang);
        Metadata officer = AccessRig.As(_rig.Officer);
        Func<Task>[] calls =
        [
            () => _rig.CheckAsync(_rig.Zhang, "test-report"),
            () => _rig.CheckAsync(_rig.Chen, "test-report"),
            () => _rig.CheckAsync(_rig.Zhang, "design-review"),
            () => _rig.CheckAsync(_rig.Zhang, "core-design"),
            async () => await _rig.Client.CheckAsync(new CheckRequest { SessionHandle = handle, Item = AccessRig.Item("test-report") }, AccessRig.AsService("docflow")),
            async () => await _rig.Client.CheckManyAsync(new CheckManyRequest { Items = { AccessRig.Item("test-report"), AccessRig.Item("core-design") } }, asked),
            async () => await _rig.Client.Watch(new WatchRequest { Item = AccessRig.Item("test-report") }, asked).ResponseStream.MoveNext(CancellationToken.None),
            async () => await _rig.Client.Watch(new WatchRequest { Item = AccessRig.Item("core-design") }, asked).ResponseStream.MoveNext(CancellationToken.None),
            async () => await _rig.Client.ListResourcesAsync(new ListResourcesRequest { Kind = "material", Action = "read" }, asked),
            async () => await _rig.Client.ListSubjectsAsync(new ListSubjectsRequest { Action = "read", Resource = AccessRig.Item("test-report").Resource }, officer),
            async () => await _rig.Client.ExplainAsync(new ExplainRequest { Person = "chen-lei", Item = AccessRig.Item("test-report") }, officer),
        ];
        foreach (Func<Task> call in calls)
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(call);
            Assert.Equal((StatusCode.Unavailable, "record_unavailable"), (refused.StatusCode, refused.ToRefusal()!.Code));
        }
        Assert.Equal(0, _rig.LogSize);
        Assert.Equal(0, _rig.Watches.Count);
    }

    [Fact]
    public async Task A_service_asks_with_its_certificate_and_a_handle_about_what_is_registered()
    {
        async Task<string> AskAsync(string service, string handle, string action) =>
            (await _rig.Client.CheckAsync(new CheckRequest { SessionHandle = handle, Item = AccessRig.Item("test-report", action) }, AccessRig.AsService(service))).Decision is { Deny: { } deny } ? deny.Reason : "permit";
        string handle = AccessRig.HandleOf(_rig.Zhang);
        Assert.Equal("permit", await AskAsync("docflow", handle, "read"));
        Assert.Equal("service_not_registered", await AskAsync("docflow", handle, "delete"));
        Assert.Equal("session_ended", await AskAsync("payroll", handle, "read"));
        Assert.Equal("session_ended", await AskAsync("docflow", new string('x', 5000), "read"));
        _rig.Zhang.End();
        Assert.Equal("session_ended", await AskAsync("docflow", handle, "read"));
        JsonElement entry = await _rig.EntryAsync((ulong)_rig.LogSize - 1);
        Assert.Equal("docflow", entry.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_service_cannot_ask_without_using_up_what_it_is_permitted()
    {
        string handle = AccessRig.HandleOf(_rig.Zhang);
        CheckRequest check = new() { SessionHandle = handle, Item = AccessRig.Item("test-report"), OnlyAsks = true };
        using AsyncServerStreamingCall<WatchResponse> watch = _rig.Client.Watch(new WatchRequest { SessionHandle = handle, Item = check.Item, OnlyAsks = true }, AccessRig.AsService("docflow"));
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(CancellationToken.None));
        Refusal[] refusals = [await RefusedAsync(check, AccessRig.AsService("docflow")), refused.ToRefusal()!];
        Assert.All(refusals, refusal => Assert.Equal((StatusCode.InvalidArgument, "only_asks"), (refusal.Status, refusal.Fields.Single().Field)));
        Assert.Equal(0, _rig.LogSize);
    }

    [Fact]
    public async Task A_handle_without_a_service_and_a_call_without_a_session_are_refused()
    {
        CheckRequest own = new() { Item = AccessRig.Item("test-report") };
        CheckRequest handle = new() { SessionHandle = AccessRig.HandleOf(_rig.Zhang), Item = AccessRig.Item("test-report") };
        Assert.Equal("session_required", (await RefusedAsync(own, [])).Code);
        Assert.Equal("session_required", (await RefusedAsync(own, AccessRig.AsService("docflow"))).Code);
        Assert.Equal("service_certificate_required", (await RefusedAsync(handle, [])).Code);
        Assert.Equal("service_certificate_required", (await RefusedAsync(handle, AccessRig.As(_rig.Zhang))).Code);
        Assert.Equal(0, _rig.LogSize);
    }

    [Fact]
    public async Task A_session_whose_password_must_be_changed_is_told_so()
    {
        _rig.Zhang.MustChangePassword();
        Assert.Equal("password_change_required", (await _rig.CheckAsync(_rig.Zhang, "canteen-menu")).Deny.Reason);
    }

    [Fact]
    public async Task Every_field_at_fault_is_named()
    {
        CheckItem item = new() { Action = "Read!", Resource = new ResourceRef { Kind = "", Id = "../etc" }, Purpose = new string('密', 100) };
        Refusal refusal = await RefusedAsync(new CheckRequest { Item = item }, AccessRig.As(_rig.Zhang));
        Assert.Equal(StatusCode.InvalidArgument, refusal.Status);
        Assert.Equal(["item.action", "item.resource.kind", "item.resource.id", "item.purpose"], refusal.Fields.Select(f => f.Field));
        Assert.Equal("item.resource", (await RefusedAsync(new CheckRequest(), AccessRig.As(_rig.Zhang))).Fields.Single().Field);
    }

    [Fact]
    public async Task An_obligation_counts_only_for_a_caller_that_supports_it()
    {
        Assert.Equal("obligation_unsupported", (await _rig.CheckAsync(_rig.Zhang, "test-report", "print")).Deny.Reason);
        Secure.V1.Decision decision = await _rig.CheckAsync(_rig.Zhang, "test-report", "print", Secure.V1.Obligation.Watermark, (Secure.V1.Obligation)77);
        Assert.Equal([Secure.V1.Obligation.Watermark], decision.Permit.Obligations);
    }

    [Fact]
    public async Task The_purpose_is_committed_to_and_not_shown()
    {
        CheckItem item = AccessRig.Item("test-report");
        item.Purpose = "北方项目评审";
        CheckResponse response = await _rig.Client.CheckAsync(new CheckRequest { Item = item }, AccessRig.As(_rig.Zhang));
        JsonElement entry = await _rig.EntryAsync(response.Decision.LogIndex);
        Assert.StartsWith("sha256:", entry.GetProperty("details").GetProperty("purpose").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("北方", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_questions_are_answered_in_order_on_one_revision_and_recorded_together()
    {
        string[] ids = ["canteen-menu", "core-design", "design-review", "no-such"];
        CheckManyResponse response = await _rig.Client.CheckManyAsync(new CheckManyRequest { Items = { ids.Select(i => AccessRig.Item(i)) } }, AccessRig.As(_rig.Zhang));
        Assert.Equal(["Permit", "Deny", "StepUp", "Deny"], response.Decisions.Select(d => d.OutcomeCase.ToString()));
        Assert.Equal([0UL, 1UL, 2UL, 3UL], response.Decisions.Select(d => d.LogIndex));
        Assert.Equal(4, response.Decisions.Select(d => d.DecisionId).Distinct().Count());
        Assert.Equal("material/design-review", (await _rig.EntryAsync(2)).GetProperty("resource").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Too_many_questions_or_none_are_refused(int count)
    {
        CheckManyRequest request = new() { Items = { Enumerable.Range(0, count).Select(_ => AccessRig.Item("test-report")) } };
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.CheckManyAsync(request, AccessRig.As(_rig.Zhang)));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task One_malformed_question_among_many_names_its_place_and_none_is_answered()
    {
        CheckManyRequest request = new() { Items = { AccessRig.Item("test-report"), AccessRig.Item("BAD") } };
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.CheckManyAsync(request, AccessRig.As(_rig.Zhang)));
        Assert.Equal("items[1].resource.id", refused.ToRefusal()!.Fields.Single().Field);
        Assert.Equal(0, _rig.LogSize);
    }

    private async Task<Refusal> RefusedAsync(CheckRequest request, Metadata caller) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await _rig.Client.CheckAsync(request, caller))).ToRefusal()!;
}
