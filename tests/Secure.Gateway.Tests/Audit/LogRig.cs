using Secure.Gateway.Audit;
using Secure.Gateway.Audit.Publishing;
using Secure.Gateway.Storage;
using Secure.TestKit;
using Secure.TransparencyLog;

namespace Secure.Gateway.Tests.Audit;

/// <summary>A real store with a published log beside it, both in temporary folders.</summary>
internal sealed class LogRig : IAsyncDisposable
{
    private readonly TestKeys _keys = new();
    private readonly string _temp = Directory.CreateTempSubdirectory("secure-log-").FullName;

    public LogRig()
    {
        Store = TempStore.Open(Clock, [.. AuditRegistration.SealedTables]);
        (Keys, Recorder) = (new LogKeys(_keys, Clock), new Recorder(Store.Store, Clock));
        Publisher = NewPublisher();
    }

    public ManualTime Clock { get; } = new();

    public TempStore Store { get; }

    public string Folder => Path.Combine(_temp, "log");

    public LogKeys Keys { get; }

    public Recorder Recorder { get; private set; }

    public Publisher Publisher { get; private set; }

    public async Task RecordAsync(int count)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => Recorder.RecordAsync(
            new AuditEvent("test") { Person = "p" + i, Details = [new("n", $"{i}")] }, CancellationToken.None).AsTask()));
    }

    public Task<bool> PublishAsync() => Publisher.PublishAsync(CancellationToken.None);

    /// <summary>As a new process would: everything from the disk.</summary>
    public async Task RestartAsync()
    {
        Publisher.Dispose();
        Recorder = new Recorder(await Store.ReopenAsync(), Clock);
        Publisher = NewPublisher();
    }

    /// <summary>What somebody without our software would find: nothing but files and the key.</summary>
    public LogReport Verify() => new LogVerifier(Keys.Signer.VerifierKey, [], 0).Verify(Folder, CancellationToken.None);

    public string FileOf(string path) => Path.Combine(Folder, path);

    public async ValueTask DisposeAsync()
    {
        Publisher.Dispose();
        await Store.DisposeAsync();
        _keys.Dispose();
        Directory.Delete(_temp, recursive: true);
    }

    private Publisher NewPublisher() => new(Store.Store, Keys, new AuditOptions { Folder = Folder });
}
