using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Contracts;
using Secure.DoorMessages;
using Secure.Gateway.Doors;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.Vocabulary;
using Record = Secure.Grants.Record;

namespace Secure.Gateway.Tests.Doors;

public sealed class CommandTests : IAsyncLifetime
{
    private readonly OfficerSession _officer = new();
    private DoorsRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await DoorsRig.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _officer.Dispose();
    }

    [Fact]
    public async Task An_unlock_is_done_when_the_controllers_signed_word_says_so()
    {
        List<Command> commands = Obey(_rig.Safe);

        CommandResult result = await GiveAsync("vault", DoorCommand.Unlock, TimeSpan.FromSeconds(7));

        Assert.Equal((true, ""), (result.Done, result.Reason));
        Command command = Assert.Single(commands);
        Assert.Equal((DoorCommand.Unlock, 7000u, "vault", _rig.Safe.Boot), (command.Order, command.HoldMs, command.Door.Text, command.BootId));
        var entry = (await _rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "door.command");
        Assert.Equal((command.DecisionId, command.Number.ToString(null, null), "because"), (entry.GetProperty("details").GetProperty("decision_id").GetString(), entry.GetProperty("details").GetProperty("command_number").GetString(), entry.GetProperty("details").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_command_that_the_controller_refuses_is_told_with_its_reason()
    {
        Obey(_rig.Safe, DoorEventKind.CommandRefused, "door_lockdown");

        CommandResult result = await GiveAsync("vault", DoorCommand.Unlock);

        Assert.Equal((false, "door_lockdown"), (result.Done, result.Reason));
        Assert.Equal(("门控制器拒绝执行：门处于封锁，须先解除", "the controller refused the command: the door is in lockdown; release it first"), (result.Text!.Zh, result.Text.En));
    }

    [Fact]
    public async Task Without_an_answer_in_two_seconds_the_outcome_is_unknown()
    {
        Task<CommandResult> given = GiveAsync("vault", DoorCommand.Lockdown);
        await TestKit.Eventually.True(() => _rig.Broker.Down.Any(d => d.Message.MessageCase == ToController.MessageOneofCase.CommandRecord));
        await AdvanceUntilAsync(given);

        Assert.Equal((false, "no_answer"), ((await given).Done, (await given).Reason));
    }

    [Theory]
    [InlineData(DoorCommand.Unlock)]
    [InlineData(DoorCommand.Release)]
    public async Task What_opens_is_not_even_sent_to_a_controller_that_is_not_heard_yet_is_on_record(DoorCommand order)
    {
        _rig.Clock.Advance(TimeSpan.FromSeconds(16));

        CommandResult result = await GiveAsync("vault", order);

        Assert.Equal((false, "offline"), (result.Done, result.Reason));
        Assert.DoesNotContain(_rig.Broker.Down, d => d.Message.MessageCase is ToController.MessageOneofCase.CommandRecord or ToController.MessageOneofCase.NonceRequest);
        Assert.Equal(1, await _rig.CountAsync("door.command"));
    }

    [Theory]
    [InlineData(DoorCommand.Lockdown)]
    [InlineData(DoorCommand.Block)]
    [InlineData(DoorCommand.Lock)]
    public async Task What_secures_needs_no_nonce_and_is_sent_also_into_silence(DoorCommand order)
    {
        _rig.Clock.Advance(TimeSpan.FromSeconds(16));
        List<Command> commands = Obey(_rig.Safe);

        Assert.True((await GiveAsync("vault", order)).Done);

        Command command = Assert.Single(commands);
        Assert.Equal((order, Token128.None, Token128.None, 0UL), (command.Order, command.Nonce, command.BootId, command.NotAfterNs));
        Assert.DoesNotContain(_rig.Broker.Down, d => d.Message.MessageCase == ToController.MessageOneofCase.NonceRequest);
    }

    [Fact]
    public async Task Without_the_broker_the_answer_is_offline_and_with_a_broker_that_hangs_it_comes_in_time()
    {
        _rig.Broker.Connected = false;
        CommandResult undone = await GiveAsync("vault", DoorCommand.Lockdown);
        Assert.Equal("offline", undone.Reason);
        Assert.Contains("nothing was done", undone.Text!.ToString(), StringComparison.Ordinal);

        (_rig.Broker.Connected, _rig.Broker.Hangs) = (true, true);
        Task<CommandResult> given = GiveAsync("vault", DoorCommand.Lockdown);
        await AdvanceUntilAsync(given);
        Assert.Equal("offline", (await given).Reason);
        // The broker may have it: it locks the door down as soon as it answers again.
        Assert.Contains("unknown", (await given).Text!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sites_own_policy_locks_down_every_door_of_a_room_in_its_own_name_and_reports_each()
    {
        List<Command> commands = Obey(_rig.Safe);
        IDoorSecuring securing = _rig.Services.GetRequiredService<IDoorSecuring>();

        IReadOnlyList<DoorSecured> secured = await securing.SecureAsync([DoorsRig.Vault], "stepup.failed: no_match", CancellationToken.None);

        Assert.Equal([("vault", true, "")], secured.Select(s => (s.Door.Text, s.Done, s.Reason)));
        Command command = Assert.Single(commands);
        Assert.Equal((DoorCommand.Lockdown, "site-policy"), (command.Order, command.Officer.Text));
        var entry = (await _rig.EntriesAsync()).Single(e => e.GetProperty("kind").GetString() == "door.command");
        Assert.Equal(("site-policy", false, "stepup.failed: no_match"), (entry.GetProperty("subject").GetString(), entry.TryGetProperty("person", out _), entry.GetProperty("details").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_command_that_cannot_be_recorded_is_not_sent()
    {
        Obey(_rig.Safe);
        _rig.Audit.Broken = true;

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => GiveAsync("vault", DoorCommand.Lockdown));

        Assert.Equal(StatusCode.Unavailable, refused.Refusal.Status);
        Assert.DoesNotContain(_rig.Broker.Down, d => d.Message.MessageCase == ToController.MessageOneofCase.CommandRecord);
    }

    [Fact]
    public async Task Numbers_rise_over_restarts_a_stepped_clock_a_lost_row_and_many_at_once()
    {
        List<Command> commands = Obey(_rig.House);
        _rig.Broker.SlowEvery = 3;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => GiveAsync(i % 2 == 0 ? "lobby" : "archive", DoorCommand.Lock))));
        await _rig.RestartAsync();
        await GiveAsync("lobby", DoorCommand.Lock);
        _rig.Clock.StepWall(TimeSpan.FromDays(-1));
        await GiveAsync("lobby", DoorCommand.Lock);
        _rig.Clock.StepWall(TimeSpan.FromDays(1));
        _rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await _rig.RestartAsync(folder => DoorsRig.Alter(folder, "UPDATE rows SET value = zeroblob(8) WHERE tbl = 'command_numbers'"));
        await GiveAsync("lobby", DoorCommand.Lock);

        Assert.Equal(23, commands.Count);
        // In the order in which the controller saw them: it refuses any that does not rise.
        Assert.Equal(commands.Select(c => c.Number).Order().Distinct(), commands.Select(c => c.Number));
        Assert.Contains("store.tampered", await _rig.AlarmsAsync());
    }

    [Fact]
    public async Task Releases_at_once_reach_each_controller_in_the_order_of_their_numbers()
    {
        List<Command> commands = Obey(_rig.House);
        _rig.Broker.SlowEvery = 3;

        CommandResult[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => GiveAsync(i % 2 == 0 ? "lobby" : "archive", DoorCommand.Release))));

        Assert.All(results, r => Assert.True(r.Done));
        Assert.Equal(commands.Select(c => c.Number).Order(), commands.Select(c => c.Number));
        Assert.Equal(10, commands.Select(c => c.Nonce).Distinct().Count());
    }

    [Fact]
    public async Task Anothers_nonce_and_one_for_another_door_are_not_used()
    {
        _rig.Broker.Heard = async (controller, message) =>
        {
            if (message.MessageCase != ToController.MessageOneofCase.NonceRequest) { return; }
            Token128.TryFrom(message.NonceRequest.RequestId.Span, out Token128? request);
            await _rig.TakeAsync(_rig.Agent1.Reply(_rig.House, _rig.House.Issue("vault", request!).Sign(_rig.House.Key)));
        };
        Assert.Equal("offline", (await GiveAsync("vault", DoorCommand.Unlock)).Reason);

        _rig.Broker.Heard = async (controller, message) =>
        {
            if (message.MessageCase != ToController.MessageOneofCase.NonceRequest) { return; }
            Token128.TryFrom(message.NonceRequest.RequestId.Span, out Token128? request);
            await _rig.TakeAsync(_rig.Agent2.Reply(_rig.Safe, _rig.Safe.Issue("lobby", request!).Sign(_rig.Safe.Key)));
        };
        Assert.Equal("offline", (await GiveAsync("vault", DoorCommand.Unlock)).Reason);
        Assert.DoesNotContain(_rig.Broker.Down, d => d.Message.MessageCase == ToController.MessageOneofCase.CommandRecord);
    }

    [Fact]
    public async Task A_word_about_another_command_answers_nothing()
    {
        _rig.Broker.Heard = async (controller, message) =>
        {
            if (message.MessageCase != ToController.MessageOneofCase.CommandRecord) { return; }
            Record.TryPeek(message.CommandRecord.Span, out Command? command);
            await _rig.TakeAsync(_rig.Safe.Tell(DoorEventKind.CommandDone, "vault", command: command!.Number - 1), _rig.House.Tell(DoorEventKind.CommandDone, "lobby", command: command.Number));
        };
        Task<CommandResult> given = GiveAsync("vault", DoorCommand.Lockdown);
        await AdvanceUntilAsync(given);

        Assert.Equal("no_answer", (await given).Reason);
    }

    private Task<CommandResult> GiveAsync(string door, DoorCommand order, TimeSpan? hold = null) =>
        _rig.Commands.GiveAsync(_rig.Site.Current.Doors[DoorId.Parse(door)], order, hold, _officer, "because", CancellationToken.None);

    private async Task AdvanceUntilAsync(Task given)
    {
        for (int i = 0; i < 200 && !given.IsCompleted; i++)
        {
            _rig.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(given, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }
    }

    /// <summary>The controller gives nonces and answers each command; returns what it was told, in the order of arrival.</summary>
    private List<Command> Obey(ControllerPeer controller, DoorEventKind answer = DoorEventKind.CommandDone, string reason = "") => Peers.Obey(_rig, controller, answer, reason);
}

internal static class Peers
{
    public static List<Command> Obey(DoorsRig rig, ControllerPeer controller, DoorEventKind answer = DoorEventKind.CommandDone, string reason = "")
    {
        List<Command> commands = [];
        SemaphoreSlim one = new(1, 1);
        rig.Broker.Heard += async (to, message) =>
        {
            if (to != controller.Id) { return; }
            await one.WaitAsync();
            try
            {
                switch (message.MessageCase)
                {
                    case ToController.MessageOneofCase.NonceRequest:
                        Assert.True(Token128.TryFrom(message.NonceRequest.RequestId.Span, out Token128? request));
                        NonceIssued issued = controller.Issue(message.NonceRequest.Door, request);
                        _ = rig.TakeAsync(controller.Agent.Reply(controller, issued.Sign(controller.Key)));
                        break;
                    case ToController.MessageOneofCase.CommandRecord:
                        Assert.True(Record.TryVerify(message.CommandRecord.Span, [rig.Keys.Command.PublicKey], out Command? command));
                        commands.Add(command);
                        _ = rig.TakeAsync(controller.Tell(answer, command.Door.Text, subject: command.Officer, decision: command.DecisionId, command: command.Number, reason: reason));
                        break;
                    default: break;
                }
            }
            finally { one.Release(); }
        };
        return commands;
    }
}

internal sealed class OfficerSession : Spine.ISession, IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public string Id => "s-1";

    public string Account => "li";

    public PersonId Person { get; } = PersonId.Parse("li-officer");

    public string Name => "李敏";

    public DateTimeOffset ExpiresAt => DateTimeOffset.MaxValue;

    public CancellationToken Ended => _ended.Token;

    public Decisions.SessionFacts Facts => new(Id, Person, null, Decisions.WorkstationSource.None, new Dictionary<Factor, DateTimeOffset>(), false);

    public void End() => _ended.Cancel();

    public void Dispose() => _ended.Dispose();
}
