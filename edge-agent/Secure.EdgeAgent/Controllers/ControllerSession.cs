using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Secure.DoorMessages;
using Secure.EdgeAgent.Broker;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Trust;
using Secure.Vocabulary;

namespace Secure.EdgeAgent.Controllers;

/// <summary>
/// One connection to a controller, from its hello to its end. The agent carries its signed records and opens none; the messages
/// that it accepts stand in <see cref="Handle"/>, and anything else ends the connection. Events are stored one by one on a thread
/// of their own: whoever stands at a reader waits for no disk, also behind a backlog.
/// </summary>
internal sealed class ControllerSession(DeviceId id, Stream stream, Queues queues, LiveOutlet live, KeyListHolder keyLists, GatewayRelay relay, ClipMaker clips, DeviceId me, TimeProvider time) : IDisposable
{
    private const int BootIdLength = 16;
    private const int PublicKeyLength = 32;

    /// <summary>Longest signed record, bytes, as both ends have agreed on it.</summary>
    private const int RecordMax = 8192;

    /// <summary>Events that wait for the disk. A controller sends 64 ahead; one that sends more is read on only when there is room.</summary>
    private const int WaitingMax = 128;

    private static readonly TimeSpan HelloMax = TimeSpan.FromSeconds(5);

    /// <summary>So long after an entry that found no room the session ends; the next one makes the controller resume with it.</summary>
    private static readonly TimeSpan RoomPeriod = TimeSpan.FromSeconds(5);

    private readonly Channel<ToController> _outgoing = Channel.CreateBounded<ToController>(1024);
    private readonly BlockingCollection<JournalEvent> _waiting = new(WaitingMax);
    private readonly CancellationTokenSource _resume = new(Timeout.InfiniteTimeSpan, time);
    private bool _noRoom;
    private int _enrolling;

    public DeviceId Id => id;

    /// <summary>False where the controller does not keep up; the message is then gone.</summary>
    public bool TrySend(ToController message) => _outgoing.Writer.TryWrite(message);

    /// <summary>False while an enrolment is under way on this connection, and after one was accepted.</summary>
    public bool TryBeginEnrolment() => Interlocked.Exchange(ref _enrolling, 1) == 0;

    /// <summary>The controller may ask again.</summary>
    public void EnrolmentRefused() => Volatile.Write(ref _enrolling, 0);

    /// <summary>Waits for the hello and answers it. Returns the controller's public key.</summary>
    /// <exception cref="InvalidDataException">It is no hello, or another controller's.</exception>
    public async Task<byte[]> GreetAsync(byte[]? formerKey, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(HelloMax, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        FromController? first;
        try { first = await Framing.ReadAsync(stream, FromController.Parser, either.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { throw new InvalidDataException("it said nothing for 5 s"); }
        if (first?.Hello is not { } hello) { throw new InvalidDataException("its first message was no hello"); }
        if (hello.Controller != id.Text) { throw new InvalidDataException("another controller answers on this socket"); }
        if (hello.BootId.Length != BootIdLength || hello.PublicKey.Length != PublicKeyLength) { throw new InvalidDataException("its hello is malformed"); }
        byte[] key = hello.PublicKey.ToByteArray();
        if (formerKey is not null && !formerKey.AsSpan().SequenceEqual(key)) { queues.Forget(id); }
        StoredEvent held = queues.StoredOf(id);
        TrySend(new ToController { Hello = new AgentHello { Agent = me.Text, LastStoredSequence = held.Sequence, LastStoredHash = ByteString.CopyFrom(held.Hash), TakesStatus = true } });
        if (keyLists.Current is { } list && list.Number > hello.KeyListNumber) { TrySend(new ToController { KeyList = ByteString.CopyFrom(keyLists.Signed) }); }
        return key;
    }

    /// <summary>Serves until the controller closes. Whatever is under way ends with it, but for what has arrived: that is stored before this returns.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _resume.Token);
        Task writing = WriteAsync(ending.Token);
        // In the pool, and not from here: where more waits already than is taken, it would wait for ever for what begins below.
        Task reading = Task.Run(() => ReadAsync(ending.Token), CancellationToken.None);
        // A thread: one disk must not take all those that the pool has for presentations.
        Task storing = Task.Factory.StartNew(() => StoreWaiting(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task first = await Task.WhenAny(writing, reading, storing).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        // Whatever ended the reading ends the storing a little later, and may be noticed second.
        try { await (first == storing && storing.IsCompletedSuccessfully ? reading : first).ConfigureAwait(false); }
        catch (OperationCanceledException) when (_resume.IsCancellationRequested && !cancellation.IsCancellationRequested) { }
        finally
        {
            try { await Task.WhenAll(writing, reading, storing).ConfigureAwait(false); }
            catch (Exception late) when (late is OperationCanceledException or IOException or InvalidDataException) { }
        }
    }

    public void Dispose()
    {
        _resume.Dispose();
        _waiting.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            while (await Framing.ReadAsync(stream, FromController.Parser, cancellation).ConfigureAwait(false) is { } message)
            {
                Handle(message, cancellation);
            }
        }
        finally { _waiting.CompleteAdding(); }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        await foreach (ToController message in _outgoing.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await Framing.WriteAsync(stream, message, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Everything that a controller may say after its hello.</summary>
    private void Handle(FromController message, CancellationToken cancellation)
    {
        switch (message.MessageCase)
        {
            case FromController.MessageOneofCase.Presentation when Fits(message.Presentation.PresentationRecord): relay.Present(this, message.Presentation, cancellation); break;
            case FromController.MessageOneofCase.JournalEvent when Fits(message.JournalEvent.EventRecord): _waiting.Add(message.JournalEvent, cancellation); break;
            case FromController.MessageOneofCase.HeartbeatRecord when Fits(message.HeartbeatRecord): live.Heartbeat(id, message.HeartbeatRecord.ToByteArray()); break;
            case FromController.MessageOneofCase.NonceRecord when Fits(message.NonceRecord): live.Nonce(id, message.NonceRecord.ToByteArray()); break;
            case FromController.MessageOneofCase.LeaseRequestRecord when Fits(message.LeaseRequestRecord): live.LeaseRequest(id, message.LeaseRequestRecord.ToByteArray()); break;
            case FromController.MessageOneofCase.StatusRecord when Fits(message.StatusRecord): live.ControllerStatus(id, message.StatusRecord.ToByteArray()); break;
            case FromController.MessageOneofCase.EnrollmentRecord when Fits(message.EnrollmentRecord): relay.Enrol(this, message.EnrollmentRecord, cancellation); break;
            case FromController.MessageOneofCase.Waiting when Fits(message.Waiting.WaitingRecord): relay.StillWaits(this, message.Waiting); break;
            case FromController.MessageOneofCase.Pin when Fits(message.Pin.PinRecord): relay.PinTyped(this, message.Pin); break;
            default: throw new InvalidDataException($"a message that is not allowed here or too long: {message.MessageCase}");
        }
    }

    private void StoreWaiting(CancellationToken cancellation)
    {
        foreach (JournalEvent journal in _waiting.GetConsumingEnumerable(cancellation)) { Store(journal); }
    }

    private void Store(JournalEvent journal)
    {
        byte[] record = journal.EventRecord.ToByteArray();
        // Another journal may count the same numbers.
        bool again = queues.StoredOf(id).Is(journal.Sequence, record);
        // After one that found no room none is taken, or the journal would have a gap here.
        bool stored = !_noRoom && (again || queues.TryStore(id, journal.Sequence, record, journal.Alarm));
        if (stored && !again && journal.Door.Length > 0) { clips.Happened(new DoorMoment(id, journal.Sequence, journal.Door, journal.LeafOpen, journal.Alarm)); }
        if (stored) { TrySend(new ToController { EventsStored = new EventsStored { Sequence = journal.Sequence } }); return; }
        if (!_noRoom) { _resume.CancelAfter(RoomPeriod); }
        _noRoom = true;
    }

    private static bool Fits(ByteString record) => record.Length is > 0 and <= RecordMax;
}
