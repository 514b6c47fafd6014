using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Secure.Signatures;

namespace Secure.Messaging;

/// <summary>
/// A session over Debian's libmosquitto. One thread of its own drives the library, because the library's own thread ends for
/// good when a TLS connection breaks. That thread alone connects, reconnects with a growing pause, and frees the client.
/// </summary>
public sealed partial class MosquittoSession : IMqttSession
{
    private const int TlsVerifyPeer = 1;

    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(5);

    private readonly MqttLink _link;
    private readonly ILogger<MosquittoSession> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<PublishAnswer>> _unanswered = [];
    private readonly HashSet<int> _unsubscribed = [];
    private readonly Channel<MqttMessage> _inbox;
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _nextConnection = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GCHandle _self;
    private nint _client;
    private int _connections;
    private bool _connected;
    private long _dropped;

    private MosquittoSession(MqttLink link, ILogger<MosquittoSession> log)
    {
        _link = link;
        _log = log;
        _inbox = Channel.CreateBounded<MqttMessage>(link.InboxMax);
    }

    public bool Connected { get { lock (_gate) { return _connected; } } }

    public long Dropped => Interlocked.Read(ref _dropped);

    public ChannelReader<MqttMessage> Messages => _inbox.Reader;

    /// <summary>Begins to connect and returns at once; a broker that is away is tried again until the session is disposed.</summary>
    /// <exception cref="ArgumentException">A value of <paramref name="link"/> is outside its range; nothing was begun.</exception>
    /// <exception cref="IOException">The library refused the certificate files; nothing was begun.</exception>
    public static MosquittoSession Open(MqttLink link, ILogger<MosquittoSession> log)
    {
        IReadOnlyList<string> faults = link.Faults();
        if (faults.Count > 0) { throw new ArgumentException(string.Join("; ", faults), nameof(link)); }
        MosquittoSession session = new(link, log);
        session.CreateClient();
        new Thread(session.Run) { IsBackground = true, Name = "mqtt " + link.Identity.Text }.Start();
        return session;
    }

    public async Task<int> WhenConnectedAsync(int after, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_connected && _connections > after) { return _connections; }
                next = _nextConnection.Task;
            }
            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async Task<PublishAnswer> PublishAsync(Publication publication, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        (TaskCompletionSource<PublishAnswer>? waiting, int refusal) = Send(publication);
        return waiting is null
            ? new PublishAnswer(PublishStatus.NotSent, refusal)
            : await waiting.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Says goodbye, publishes the will, and frees the client. Publications without an answer end as not sent.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Set();
        await Task.WhenAny(_ended.Task, Task.Delay(EndMax, TimeProvider.System)).ConfigureAwait(false);
        // A thread that hangs in a connect still owns the client and frees it when it comes back.
        if (!_ended.Task.IsCompleted) { MessagingLog.Hanging(_log, _link.Identity.Text); }
    }

    private unsafe (TaskCompletionSource<PublishAnswer>? Waiting, int Refusal) Send(Publication publication)
    {
        if (publication.Payload.Length > MqttLink.PayloadMax) { return (null, Mosquitto.ErrPayloadSize); }
        nint properties = 0;
        if (publication.Expiry is { } expiry)
        {
            _ = Mosquitto.PropertyAddInt32(&properties, Mosquitto.PropertyMessageExpiry, (uint)Math.Clamp(expiry.TotalSeconds, 1, 86_400));
        }
        try
        {
            // The answer may come before the call returns; its handler waits for this lock and so finds the number stored.
            lock (_gate)
            {
                if (!_connected) { return (null, Mosquitto.ErrNoConnection); }
                int id, result;
                fixed (byte* payload = publication.Payload.Span)
                {
                    result = Mosquitto.Publish(_client, &id, publication.Topic, publication.Payload.Length, payload, 1, publication.Retain, properties);
                }
                // "No connection" at this point means that the library has queued it for the next connection.
                if (result is not (Mosquitto.Success or Mosquitto.ErrNoConnection)) { return (null, result); }
                return (_unanswered[id] = new(TaskCreationOptions.RunContinuationsAsynchronously), 0);
            }
        }
        finally { Mosquitto.PropertyFreeAll(&properties); }
    }

    private unsafe void CreateClient()
    {
        // Our own library first: whoever starts OpenSSL decides on its exit handler, which must stay off.
        RuntimeHelpers.RunModuleConstructor(typeof(Ed25519PublicKey).Module.ModuleHandle);
        _ = Mosquitto.LibraryInit();
        _self = GCHandle.Alloc(this);
        _client = Mosquitto.New(_link.Identity.Text, cleanStart: true, GCHandle.ToIntPtr(_self));
        try
        {
            Check(_client == 0 ? -1 : Mosquitto.Success);
            Check(Mosquitto.IntOption(_client, Mosquitto.OptionProtocolVersion, Mosquitto.ProtocolV5));
            Check(Mosquitto.IntOption(_client, Mosquitto.OptionTcpNoDelay, 1));
            Check(Mosquitto.ThreadedSet(_client, true));
            Check(Mosquitto.TlsSet(_client, _link.AuthorityFile, null, _link.CertificateFile, _link.KeyFile, 0));
            Check(Mosquitto.TlsOptionsSet(_client, TlsVerifyPeer, "tlsv1.3", null));
            if (_link.Will is { } will)
            {
                fixed (byte* payload = will.Payload) { Check(Mosquitto.WillSet(_client, will.Topic, will.Payload.Length, payload, 1, true, 0)); }
            }
            SetCallbacks();
        }
        catch { Free(); throw; }
    }

    private void Check(int result)
    {
        if (result != Mosquitto.Success) { throw new IOException($"MQTT client for {_link.Identity}: {Mosquitto.Words(result)}"); }
    }
}
