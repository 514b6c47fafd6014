using System.Net.Sockets;
using Google.Protobuf;
using Secure.DoorController.Core.Tests;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

/// <summary>An agent and the gateway behind it, at the controller's socket.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private readonly TestGateway _gateway;
    private readonly Lock _gate = new();
    private readonly List<FromController> _heard = [];

    private bool _isDisposed;

    private TestAgent(Socket socket, TestGateway gateway, ulong stored)
    {
        (_stream, _gateway) = (new NetworkStream(socket, ownsSocket: true), gateway);
        _reading = Task.Run(() => ReadAsync(stored));
    }

    /// <summary>Grants every presentation; else refuses it.</summary>
    public bool Grants { get; set; } = true;

    /// <summary>False: presentations stay unanswered.</summary>
    public bool Answers { get; set; } = true;

    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Acknowledges every entry as the gateway.</summary>
    public bool Acknowledges { get; set; } = true;

    public bool IsClosed => _reading.IsCompleted;

    public IReadOnlyList<FromController> Heard { get { lock (_gate) { return [.. _heard]; } } }

    public ControllerHello? Hello => Heard.FirstOrDefault(m => m.Hello is not null)?.Hello;

    public IReadOnlyList<DoorEvent> Events => [.. Heard.Where(m => m.JournalEvent is not null)
        .Select(m => Record.TryPeek(m.JournalEvent.EventRecord.Span, out DoorEvent? e) ? e : throw new FormatException())];

    public static TestAgent Connect(string path, TestGateway gateway, ulong stored = 0)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new TestAgent(socket, gateway, stored);
    }

    public Task SayAsync(ToController message) => Framing.WriteAsync(_stream, message, _end.Token).AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) { return; }
        _isDisposed = true;
        await _end.CancelAsync();
        await _stream.DisposeAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync(ulong stored)
    {
        try
        {
            await SayAsync(new() { Hello = new() { Agent = "agent-1", LastStoredSequence = stored } });
            await SayAsync(new() { KeyList = ByteString.CopyFrom(_gateway.KeyList()) });
            while (await Framing.ReadAsync(_stream, FromController.Parser, _end.Token) is { } message)
            {
                lock (_gate) { _heard.Add(message); }
                await AnswerAsync(message);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException) { }
    }

    private Task AnswerAsync(FromController message) => message.MessageCase switch
    {
        FromController.MessageOneofCase.EnrollmentRecord => AcceptAsync(message.EnrollmentRecord.ToByteArray()),
        FromController.MessageOneofCase.Presentation => DecideAsync(message.Presentation),
        FromController.MessageOneofCase.JournalEvent => StoreAsync(message.JournalEvent.Sequence),
        _ => Task.CompletedTask,
    };

    private Task AcceptAsync(byte[] record)
    {
        Assert.True(Record.TryPeek(record, out ControllerEnrollment? claim));
        Assert.True(Record.TryVerify(record, [Ed25519PublicKey.Parse(claim.PublicKey)], out ControllerEnrollment? request));
        Assert.NotNull(request.OpenCode(_gateway.SealingKey));
        return SayAsync(new() { AcceptedRecord = ByteString.CopyFrom(new ControllerAccepted(request.Controller, request.PublicKey, 1).Sign(_gateway.CommandKey)) });
    }

    /// <summary>What grants the newest presentation that was heard.</summary>
    public ToController NewestGrant() => GrantOf(Heard.Last(m => m.Presentation is not null).Presentation);

    private ToController GrantOf(PresentationDelivery delivery)
    {
        Assert.True(Record.TryPeek(delivery.PresentationRecord.Span, out Presentation? presentation));
        return new() { Grant = new() { GrantRecord = ByteString.CopyFrom(TestGateway.GrantFor(presentation, Hold).Sign(_gateway.GrantKey)) } };
    }

    private Task DecideAsync(PresentationDelivery delivery)
    {
        if (!Answers) { return Task.CompletedTask; }
        if (!Grants) { return SayAsync(new() { EntryRefused = new() { Nonce = delivery.Nonce, Reason = "no_permission" } }); }
        return SayAsync(GrantOf(delivery));
    }

    private async Task StoreAsync(ulong sequence)
    {
        await SayAsync(new() { EventsStored = new() { Sequence = sequence } });
        if (!Acknowledges) { return; }
        Acknowledgement word = new(DeviceId.Parse(Hello!.Controller), sequence, 1);
        await SayAsync(new() { AcknowledgementRecord = ByteString.CopyFrom(word.Sign(_gateway.CommandKey)) });
    }
}
