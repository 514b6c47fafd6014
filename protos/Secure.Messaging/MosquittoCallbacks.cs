using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Secure.Messaging;

/// <summary>What the library calls, always on the session's own thread. An exception here ends the process: it would be a bug.</summary>
public sealed partial class MosquittoSession
{
    private unsafe void SetCallbacks()
    {
        Mosquitto.OnConnect(_client, &OnConnect);
        Mosquitto.OnPublish(_client, &OnPublish);
        Mosquitto.OnSubscribe(_client, &OnSubscribe);
        Mosquitto.OnMessage(_client, &OnMessage);
    }

    private void Greeted(int reason)
    {
        if (reason != 0) { MessagingLog.Refused(_log, _link.Identity.Text, reason); return; }
        lock (_gate)
        {
            _unsubscribed.Clear();
            foreach (string filter in _link.Subscriptions) { Subscribe(filter); }
        }
        if (_link.Subscriptions.Count == 0) { Ready(); }
    }

    private unsafe void Subscribe(string filter)
    {
        int id;
        int result = Mosquitto.Subscribe(_client, &id, filter, 1, 0, 0);
        if (result == Mosquitto.Success) { _unsubscribed.Add(id); }
        else { MessagingLog.NotSubscribed(_log, _link.Identity.Text, filter, Mosquitto.Words(result)); }
    }

    private void Subscribed(int id, int granted)
    {
        if (granted >= 128) { MessagingLog.NotSubscribed(_log, _link.Identity.Text, "?", "MQTT reason " + granted); return; }
        bool all;
        lock (_gate) { all = _unsubscribed.Remove(id) && _unsubscribed.Count == 0; }
        if (all) { Ready(); }
    }

    private void Ready()
    {
        TaskCompletionSource connected;
        lock (_gate)
        {
            _connected = true;
            _connections++;
            connected = _nextConnection;
            _nextConnection = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        MessagingLog.Connected(_log, _link.Identity.Text, _link.Host, _link.Port);
        connected.TrySetResult();
    }

    private void Answered(int id, int reason)
    {
        TaskCompletionSource<PublishAnswer>? waiting;
        lock (_gate) { _unanswered.Remove(id, out waiting); }
        waiting?.TrySetResult(PublishAnswer.FromPuback(reason));
    }

    private unsafe void Arrived(Mosquitto.Message* message)
    {
        string? topic = Marshal.PtrToStringUTF8((nint)message->Topic);
        bool fits = topic is not null && message->PayloadLength is >= 0 and <= MqttLink.PayloadMax
            && _inbox.Writer.TryWrite(new(topic, new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray(), message->Retain != 0));
        if (!fits) { MessagingLog.Dropped(_log, _link.Identity.Text, Interlocked.Increment(ref _dropped)); }
    }

    private static MosquittoSession Of(nint owner) => (MosquittoSession)GCHandle.FromIntPtr(owner).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint client, nint owner, int reason, int flags, nint properties) => Of(owner).Greeted(reason);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint client, nint owner, int id, int reason, nint properties) => Of(owner).Answered(id, reason);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnSubscribe(nint client, nint owner, int id, int count, int* granted, nint properties) =>
        Of(owner).Subscribed(id, count > 0 ? granted[0] : 128);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void OnMessage(nint client, nint owner, Mosquitto.Message* message, nint properties) => Of(owner).Arrived(message);
}
