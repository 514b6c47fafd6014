using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Secure.EdgeAgent.Witnessing;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.TransparencyLog;
using Secure.V1;
using Answer = Secure.V1.WitnessAnswer;

namespace Secure.EdgeAgent.Tests;

public sealed class WitnessTests
{
    private static readonly LogHash[] Leaves = [.. Enumerable.Range(0, 4).Select(i => Merkle.Leaf([(byte)i]))];

    [Fact]
    public async Task The_witness_cosigns_continuations_and_remembers_over_a_restart()
    {
        await using Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        Assert.True(stream.Hello.LastCheckpoint.IsEmpty);
        Assert.True(VerifierKey.TryParse(stream.Hello.VerifierKey, out VerifierKey? witness));
        Assert.Equal(("gate-1.witness", site.Gateway.WitnessKey), (witness.Name, witness.Key));

        Answer one = await stream.Ask(Request(site, 0, [], Leaves[0], 1));
        Answer two = await stream.Ask(Request(site, 1, [Leaves[1]], Merkle.Node(Leaves[0], Leaves[1]), 2));
        Assert.Equal((200U, 200U), (one.Status, two.Status));

        await site.StopAgentAsync();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream again = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        Assert.True(SignedNote.TryParse(again.Hello.LastCheckpoint.Span, out SignedNote? last));
        Assert.True(Checkpoint.TryParse(last.Text, out Checkpoint? checkpoint));
        Assert.Equal(2, checkpoint.Size);
        Assert.Equal(NoteVerdict.Good, last.Verify([witness], out _));
    }

    [Fact]
    public async Task A_rewritten_log_is_refused_and_told()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        await stream.Ask(Request(site, 0, [], Leaves[0], 1));

        Answer rewritten = await stream.Ask(Request(site, 1, [Leaves[1]], Merkle.Node(Leaves[3], Leaves[1]), 2));
        Answer shorter = await stream.Ask(Request(site, 0, [], Leaves[2], 1));
        Answer otherOrigin = await stream.Ask(Request(site, 0, [], Leaves[0], 1, origin: "test/other"));

        Assert.Equal((422U, 409U, 404U), (rewritten.Status, shorter.Status, otherOrigin.Status));
        await Eventually.True(() => ears.Notices.Any(n => n.Code == AgentNotices.WitnessRefused));
        Assert.Equal(200U, (await stream.Ask(Request(site, 1, [Leaves[1]], Merkle.Node(Leaves[0], Leaves[1]), 2))).Status);
    }

    [Fact]
    public async Task Another_log_begins_by_a_key_list_of_the_root_alone_and_the_one_before_is_cosigned_no_more()
    {
        await using Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        await stream.Ask(Request(site, 0, [], Leaves[0], 1));
        Assert.Equal(404U, (await stream.Ask(Request(site, 0, [], Leaves[2], 1, origin: "test/log-2"))).Status);
        await site.StopAgentAsync();

        site.Gateway.SignedKeyList = site.Gateway.KeyListOf(2, log: 2);
        await site.StartAgentAsync();
        await Eventually.True(() => File.ReadAllBytes(Path.Combine(site.DataFolder, "key-list")).AsSpan().SequenceEqual(site.Gateway.SignedKeyList));
        await site.StopAgentAsync();
        while (site.Gateway.Witnesses.Reader.TryRead(out _)) { }
        await site.StartAgentAsync();

        FakeGateway.WitnessStream next = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        Assert.True(next.Hello.LastCheckpoint.IsEmpty);
        Assert.Equal(404U, (await next.Ask(Request(site, 1, [Leaves[1]], Merkle.Node(Leaves[0], Leaves[1]), 2))).Status);
        Assert.Equal(200U, (await next.Ask(Request(site, 0, [], Leaves[2], 1, origin: "test/log-2"))).Status);
        Assert.Equal(422U, (await next.Ask(Request(site, 1, [Leaves[1]], Merkle.Node(Leaves[0], Leaves[1]), 2, origin: "test/log-2"))).Status);
    }

    [Fact]
    public async Task A_checkpoint_that_the_log_key_did_not_sign_and_a_hostile_request_are_refused()
    {
        await using Site site = await Site.EnrolledAsync();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        using Ed25519PrivateKey other = Ed25519PrivateKey.Generate();

        Assert.Equal(403U, (await stream.Ask(Request(site, 0, [], Leaves[0], 1, key: other))).Status);
        Assert.Equal(400U, (await stream.Ask([])).Status);
        Assert.Equal(400U, (await stream.Ask(new byte[5000])).Status);
        Assert.Equal(200U, (await stream.Ask(Request(site, 0, [], Leaves[0], 1))).Status);
    }

    [Fact]
    public async Task A_renewal_of_the_logs_key_is_cosigned_across_before_and_after_the_agent_has_heard_of_it()
    {
        await using Site site = await Site.EnrolledAsync();
        using Ed25519PrivateKey next = Ed25519PrivateKey.Generate();
        await site.StartAgentAsync();
        FakeGateway.WitnessStream stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        await stream.Ask(Request(site, 0, [], Leaves[0], 1));
        LogHash two = Merkle.Node(Leaves[0], Leaves[1]), three = Merkle.Node(two, Leaves[2]);

        // Signed by both it is the log's, by the new one alone it is not yet.
        Assert.Equal(403U, (await stream.Ask(Request(site, 1, [Leaves[1]], two, 2, key: next))).Status);
        Assert.Equal(200U, (await stream.Ask(Request(site, 1, [Leaves[1]], two, 2, key: next, alsoBy: site.Gateway.LogKey))).Status);

        await site.StopAgentAsync();
        site.Gateway.SignedKeyList = site.Gateway.KeyListOf(2, nextLogKey: next.PublicKey);
        await site.StartAgentAsync();
        await Eventually.True(() => File.ReadAllBytes(Path.Combine(site.DataFolder, "key-list")).AsSpan().SequenceEqual(site.Gateway.SignedKeyList));
        stream = await site.Gateway.Witnesses.Reader.ReadAsync(Limit.Token);
        Assert.Equal(200U, (await stream.Ask(Request(site, 2, [Leaves[2]], three, 3, key: next))).Status);
    }

    [Fact]
    public async Task An_agent_that_is_no_witness_asks_ever_more_seldom_and_becomes_one_within_minutes()
    {
        await using Site site = await Site.EnrolledAsync();
        site.Gateway.RefusesWitnesses = true;
        using AgentFolder folder = AgentFolder.Hold(site.Settings);
        // Never started: the one that is watched here has a clock of its own.
        using IHost agent = AgentProgram.Build(site.Settings, folder, TimeProvider.System);
        ManualTime time = new();
        using WitnessService service = ActivatorUtilities.CreateInstance<WitnessService>(agent.Services, time);
        await service.StartAsync(Limit.Token);
        await Eventually.True(() => site.Gateway.RefusedWitnesses == 1);

        int waited = 0;
        for (int asked = 1; asked < 10; asked++) { waited = await SecondsUntilAsync(time, () => site.Gateway.RefusedWitnesses > asked); }
        Assert.InRange(waited, 50, 120);

        site.Gateway.RefusesWitnesses = false;
        Assert.InRange(await SecondsUntilAsync(time, () => site.Gateway.Witnesses.Reader.TryPeek(out _)), 0, 120);
        await service.StopAsync(Limit.Token);
    }

    /// <summary>Each second of the service's clock has its time to become something.</summary>
    private static async Task<int> SecondsUntilAsync(ManualTime time, Func<bool> happened)
    {
        for (int second = 0; second < 300; second++)
        {
            for (int i = 0; i < 8; i++)
            {
                if (happened()) { return second; }
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Limit.Token);
            }
            time.Advance(TimeSpan.FromSeconds(1));
        }
        return int.MaxValue;
    }

    private static byte[] Request(Site site, long old, IReadOnlyList<LogHash> proof, LogHash root, long size, string origin = "test/log", Ed25519PrivateKey? key = null, Ed25519PrivateKey? alsoBy = null)
    {
        byte[] body = new Checkpoint(origin, size, root).ToBody();
        Ed25519PrivateKey[] keys = alsoBy is null ? [key ?? site.Gateway.LogKey] : [key ?? site.Gateway.LogKey, alsoBy];
        return new AddCheckpointRequest(old, proof, SignedNote.Create(body, [.. keys.Select(k => new NoteSigner(origin, k).Sign(body))])).ToBytes();
    }
}
