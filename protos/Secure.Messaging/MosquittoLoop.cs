using System.Security.Cryptography;

namespace Secure.Messaging;

/// <summary>The session's own thread: it alone connects, reads, writes, and at its end frees the client.</summary>
public sealed partial class MosquittoSession
{
    private const int LoopTimeoutMs = 250;

    // MQTT 5 section 3.14.2.1: goodbye, and publish the will all the same.
    private const int DisconnectWithWill = 4;

    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(250);

    private void Run()
    {
        TimeSpan pause = RetryFirst;
        int result = Connect();
        while (!_stop.IsSet)
        {
            if (result == Mosquitto.Success)
            {
                if (Connected) { pause = RetryFirst; }
                result = Mosquitto.Loop(_client, LoopTimeoutMs, 1);
                continue;
            }
            Lost(result, pause);
            // A pause of the machine, not of the building: it stands on the real clock, like the socket that it waits for.
            if (_stop.Wait(pause + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)pause.TotalMilliseconds / 4)))) { break; }
            pause = pause * 2 < _link.RetryMax ? pause * 2 : _link.RetryMax;
            result = Mosquitto.Reconnect(_client);
        }
        End();
    }

    private unsafe int Connect()
    {
        nint properties = 0;
        try
        {
            _ = Mosquitto.PropertyAddInt32(&properties, Mosquitto.PropertyMaximumPacketSize, MqttLink.PayloadMax + 1024);
            return Mosquitto.Connect(_client, _link.Host, _link.Port, (int)_link.KeepAlive.TotalSeconds, null, properties);
        }
        finally { Mosquitto.PropertyFreeAll(&properties); }
    }

    private void Lost(int result, TimeSpan pause)
    {
        bool was;
        lock (_gate) { was = _connected; _connected = false; }
        if (was) { MessagingLog.Lost(_log, _link.Identity.Text, Mosquitto.Words(result)); }
        else { MessagingLog.NotConnected(_log, _link.Identity.Text, _link.Host, _link.Port, Mosquitto.Words(result), pause); }
    }

    private void End()
    {
        if (Mosquitto.Disconnect(_client, _link.Will is null ? 0 : DisconnectWithWill, 0) == Mosquitto.Success)
        {
            // The goodbye is only queued so far; the loop sends it and then reports that the connection is gone.
            for (int turns = 0; turns < 8 && Mosquitto.Loop(_client, LoopTimeoutMs, 1) == Mosquitto.Success; turns++) { }
        }
        TaskCompletionSource<PublishAnswer>[] waiting;
        lock (_gate)
        {
            _connected = false;
            waiting = [.. _unanswered.Values];
            _unanswered.Clear();
            Free();
            _nextConnection.TrySetException(new ObjectDisposedException(nameof(MosquittoSession)));
        }
        foreach (TaskCompletionSource<PublishAnswer> one in waiting) { one.TrySetResult(new(PublishStatus.NotSent, Mosquitto.ErrNoConnection)); }
        _inbox.Writer.TryComplete();
        _ended.SetResult();
    }

    private void Free()
    {
        if (_client != 0) { Mosquitto.Destroy(_client); _client = 0; }
        _self.Free();
    }
}
