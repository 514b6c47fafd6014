using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Secure.EdgeAgent.Clips;
using Secure.EdgeAgent.Devices.Cameras;
using Secure.EdgeAgent.Entries;
using Secure.EdgeAgent.Outboxes;
using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Trust;
using Secure.Messaging;
using Secure.Signatures;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

/// <summary>The vault's camera and what makes clips of it, by a clock that moves only when told.</summary>
internal sealed class ClipRig : IAsyncDisposable
{
    private static readonly Lazy<byte[]> Evidence = new(() =>
    {
        using RSA key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfo();
    });

    private readonly TempFolder _temp = new();
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private readonly CancellationTokenSource _over = new();
    private readonly ClipMaker _maker;
    private readonly Task _filming;
    private ulong _sequence;

    /// <param name="evidenceKey">As the site's key list names it; null: a good one.</param>
    /// <param name="films">False: no clips are wanted, and the camera is opened only for faces.</param>
    /// <param name="watched">The camera's own service films.</param>
    internal ClipRig(long spoolBytes = 1 << 20, byte[]? evidenceKey = null, bool films = true, bool watched = false)
    {
        Queues = new Queues(_temp["queues"], 1 << 20, 1 << 20, new AgentWriter(Site.Agent, _key, new AgentClock(Clock, DateTimeOffset.UnixEpoch, _temp["time"])), Clock, NullLogger<Queues>.Instance);
        Hub = new CameraHub("vault", Camera, films ? new ClipSettings { BeforeS = 5, AfterS = 10, FramesPerSecond = 1 } : null, 1 << 20, Clock);
        Spool = new ClipSpool(_temp["clips"], spoolBytes, Queues, Clock);
        _maker = new ClipMaker(DoorDevices.Of(Hub), Spool, Queues, KeyLists(evidenceKey ?? Evidence.Value), Clock, NullLogger<ClipMaker>.Instance);
        _filming = watched || !films ? Task.CompletedTask : Hub.FilmAsync(_over.Token);
    }

    internal ManualTime Clock { get; } = new();

    internal TestCamera Camera { get; } = new();

    internal CameraHub Hub { get; }

    internal Queues Queues { get; }

    internal ClipSpool Spool { get; }

    internal IReadOnlyList<AgentNotice> Notices
    {
        get
        {
            List<AgentNotice> told = [];
            for (ulong i = 1; Queues.Alarms.Read(i) is { } entry; i++)
            {
                if (EnvelopeContent.TryDecode(entry, out EnvelopeContent? content) && AgentNotice.TryDecode(content.Payload, out AgentNotice? notice)) { told.Add(notice); }
            }
            return told;
        }
    }

    /// <summary>The door tells something.</summary>
    internal ulong Tell(bool leafOpen = false, bool alarm = false)
    {
        _maker.Happened(new DoorMoment(Site.Door, ++_sequence, "vault", leafOpen, alarm));
        return _sequence;
    }

    /// <summary>Films on, a picture a second, each taken in before the clock moves on.</summary>
    internal async Task PassAsync(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            Camera.Give(new CameraFrame(1, Clock.GetUtcNow(), new byte[10]));
            await Eventually.True(() => Camera.Waiting == 0 && Hub.Silence == TimeSpan.Zero);
        }
    }

    /// <summary>Films until so many clips lie in the spool, and takes them.</summary>
    internal async Task<IReadOnlyList<ClipHeader>> ClipsAsync(int count)
    {
        List<ClipHeader> clips = [];
        for (int tries = 0; tries < 300 && clips.Count < count; tries++)
        {
            while (Spool.Oldest() is { } oldest)
            {
                clips.Add(oldest.Header);
                Spool.Remove(oldest.Name);
            }
            if (clips.Count < count) { await PassAsync(1); }
        }
        return clips;
    }

    internal static TimeSpan From(ClipHeader clip, DateTimeOffset start) => clip.TakenAt.ToDateTimeOffset() - start;

    internal static TimeSpan To(ClipHeader clip, DateTimeOffset start) => From(clip, start) + TimeSpan.FromMilliseconds(clip.Pictures[^1].AtMs);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        try { await _filming; }
        catch (OperationCanceledException) { }
        Queues.Dispose();
        _key.Dispose();
        _over.Dispose();
        _temp.Dispose();
    }

    private KeyListHolder KeyLists(byte[] evidenceKey)
    {
        using ECDsa root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] fingerprint = SHA256.HashData(root.ExportSubjectPublicKeyInfo());
        KeyListHolder holder = new(_temp["keys"], () => fingerprint);
        Assert.True(holder.Offer(new KeyList(1, "test", 1, [new ListedKey(KeyPurpose.Evidence, "gateway", evidenceKey, Clock.GetUtcNow().AddDays(300).ToUnixTimeMilliseconds())]).Sign(root)));
        return holder;
    }
}
