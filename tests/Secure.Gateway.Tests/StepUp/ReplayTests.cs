using System.Text;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Spine;
using Secure.Gateway.StepUp;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using Factor = Secure.V1.Factor;

namespace Secure.Gateway.Tests.StepUp;

/// <summary>What a challenge was shown is known again in every later one of the person, even where it does what is asked.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private readonly List<(StepUpAct Act, byte[] Image)> _recorded = [];
    private StepUpRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await StepUpRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_frames_of_an_earlier_step_up_are_an_attack_also_in_the_order_that_is_asked()
    {
        await RecordAsync();
        Sitting replay = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Failed, await replay.ShowAsync(Recorded));
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
        await SessionIsDeadAsync();
    }

    [Fact]
    public async Task They_are_still_known_after_a_restart()
    {
        await RecordAsync();
        await _rig.RestartAsync();
        Sitting replay = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Failed, await replay.ShowAsync(Recorded));
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task The_same_picture_in_another_wrapping_is_known_again()
    {
        await RecordAsync();
        Sitting replay = await _rig.BeginAsync();
        // Another text, the same face in it: as one JPEG with another comment in its head.
        Assert.Equal(StepUpOutcome.Failed, await replay.ShowAsync(act => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Recorded(act)).Replace(" 0.9 ", " 0.90 ", StringComparison.Ordinal))));
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task One_frame_of_the_attempt_just_refused_is_an_attack_in_the_next_attempt()
    {
        Sitting sitting = await (await _rig.BeginAsync()).BeganAsync();
        byte[] first = sitting.Of("a-stranger", StepUpAct.FaceCentre);
        int shown = 0;
        await sitting.ShowAsync(act =>
        {
            if (shown == 0 || (shown == 1 && sitting.Told.Any(t => t.Guidance == "again"))) { shown++; return first; }
            return sitting.Of("a-stranger", act);
        });
        Assert.Equal(2, shown);
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
        Assert.Equal(2, (await _rig.Gateway.EntriesAsync()).Count(e => e.Contains("\"stepup.attempt\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_step_up_that_was_left_half_way_leaves_no_frames_to_be_used()
    {
        Sitting left = await (await _rig.BeginAsync()).BeganAsync();
        byte[] shown = left.Of("zhang-wei", StepUpAct.FaceCentre);
        await left.SendAsync(shown);
        while (left.Last!.Step == 0) { await left.PassAsync(); }
        left.Leave();
        Sitting next = await (await _rig.BeginAsync()).BeganAsync();
        Assert.Equal(StepUpOutcome.Failed, await next.ShowAsync(_ => shown, framesMax: 1));
        Assert.Equal("duplicate_frame", Assert.Single(_rig.Failures.All).Cause);
    }

    [Fact]
    public async Task What_is_kept_of_a_frame_is_two_short_names_and_no_picture()
    {
        await RecordAsync();
        TableRead table = await _rig.Gateway.Store.ReadTableAsync(StepUpTables.Shown, CancellationToken.None);
        StoredRow row = Assert.Single(table.Rows);
        Assert.Equal("zhang-wei/0", row.Key);
        // Two names a frame, of its bytes and of its face, and a time.
        Assert.Equal(sizeof(long), row.Value.Length % (2 * sizeof(ulong)));
        Assert.InRange(row.Value.Length, 7 * 2 * sizeof(ulong), sizeof(long) + _recorded.Count * 2 * sizeof(ulong));
        Assert.True(row.Value.AsSpan().IndexOf("zhang"u8) < 0);
    }

    [Fact]
    public async Task A_memory_altered_past_the_store_alarms_and_no_face_proves_anything_until_two_officers_enable_it()
    {
        await RecordAsync();
        await ForgeAsync(StepUpTables.Shown, "zhang-wei/0", new byte[8]);
        await Refused.AsAsync("integrity_failure", async () => await (await _rig.BeginAsync()).BeganAsync());
        await Refused.AsAsync("integrity_failure", async () => await (await _rig.BeginAsync()).BeganAsync());
        Assert.Contains(await _rig.Gateway.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains("zhang-wei/0", StringComparison.Ordinal));
        Sitting finger = await _rig.BeginAsync(factors: Factor.Fingerprint);
        Assert.Equal(StepUpAct.Finger, (await finger.BeganAsync()).Last!.Act);

        await EnableAsync("zhang-wei", Factor.Face);
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
    }

    [Fact]
    public async Task A_count_altered_past_the_store_disables_its_factor_until_two_officers_enable_it()
    {
        await ForgeAsync(StepUpTables.Counters, "zhang-wei/2/vault-ws", [1]);
        await Refused.AsAsync("integrity_failure", async () => await (await _rig.BeginAsync()).BeganAsync());
        await EnableAsync("zhang-wei", Factor.Face);
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act => sitting.Of("zhang-wei", act)));
    }

    [Fact]
    public async Task Who_leaves_takes_along_what_is_remembered_and_what_was_altered()
    {
        await RecordAsync();
        Assert.Equal([(StepUpTables.Shown, "zhang-wei/0", null)], (await LeavingAsync()).Select(r => (r.Table, r.Key, r.Value)));
        await ForgeAsync(StepUpTables.Counters, "zhang-wei/2/vault-ws", [1]);
        await ForgeAsync(StepUpTables.Shown, "zhang-wei/0", new byte[8]);
        IReadOnlyList<RowWrite> rows = await LeavingAsync();
        Assert.Equal([(StepUpTables.Shown, "zhang-wei/0", null), (StepUpTables.Counters, "zhang-wei/2/vault-ws", null)], rows.Select(r => (r.Table, r.Key, r.Value)));
        Assert.IsType<CommitOutcome.Committed>(await _rig.Gateway.Store.CommitAsync(new StoreChange { Rows = rows }, CancellationToken.None));
        Assert.Empty(await LeavingAsync());
    }

    private async Task<IReadOnlyList<RowWrite>> LeavingAsync() =>
        (await _rig.Gateway.Services.GetServices<IPersonEnding>().Single(e => e is CountersEnding).PrepareAsync(PersonId.Parse("zhang-wei"), CancellationToken.None)).Rows;

    /// <summary>Writes a row as somebody does who has the disk and not the key.</summary>
    private Task ForgeAsync(string table, string key, byte[] value) => _rig.RestartAsync(async gateway =>
    {
        await using SqliteStore forged = TestGateway.OpenStore(gateway.Folder, new byte[32], gateway.Clock);
        await forged.CommitAsync(new StoreChange { Rows = [new RowWrite(table, key, value)] }, CancellationToken.None);
    });

    /// <summary>The officer sees it disabled, asks, and the administrator approves.</summary>
    private async Task EnableAsync(string person, Factor factor)
    {
        Metadata officer = await _rig.Gateway.OfficerAsync(Roles.SecurityOfficer);
        ListFactorLimitsResponse before = await _rig.Identity().ListFactorLimitsAsync(new ListFactorLimitsRequest { Person = person }, officer);
        Assert.Contains(before.Limits, l => l.Factor == factor && l.Disabled);
        Task Enable() => _rig.Identity().EnableFactorAsync(new EnableFactorRequest { Person = person, Factor = factor }, officer).ResponseAsync;
        await _rig.Gateway.ApprovedAsync(Enable, by: Roles.SystemAdministrator);
        Assert.DoesNotContain((await _rig.Identity().ListFactorLimitsAsync(new ListFactorLimitsRequest { Person = person }, officer)).Limits, l => l.Disabled);
    }

    private async Task SessionIsDeadAsync() => await Refused.AsAsync("session_required", () => _rig.CheckAsync());

    /// <summary>A step-up that passes, with every frame kept.</summary>
    private async Task RecordAsync()
    {
        Sitting sitting = await _rig.BeginAsync();
        Assert.Equal(StepUpOutcome.Passed, await sitting.ShowAsync(act =>
        {
            byte[] image = sitting.Of("zhang-wei", act);
            _recorded.Add((act, image));
            return image;
        }));
        _rig.Forget();
    }

    /// <summary>The next recorded frame that shows the act, as a forger would cut them; a fresh one where there is none, so that nothing else could refuse them.</summary>
    private byte[] Recorded(StepUpAct act)
    {
        int next = _recorded.FindIndex(r => r.Act == act);
        if (next < 0) { return TestEngine.Picture("zhang-wei", act switch { StepUpAct.FaceLeft => 30, StepUpAct.FaceRight => -30, _ => 1 }, 0.9); }
        byte[] image = _recorded[next].Image;
        _recorded.RemoveAt(next);
        return image;
    }
}
