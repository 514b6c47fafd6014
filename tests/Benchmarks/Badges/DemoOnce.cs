namespace Secure.Benchmarks.Badges;

/// <summary>One demo for the measurements one after another that need one, started by the first of them.</summary>
internal sealed class DemoOnce : IAsyncDisposable
{
    private BenchFolder? _folder;
    private BenchDemo? _demo;

    public async Task<BenchDemo> GetAsync(Report report, CancellationToken cancellation)
    {
        if (_demo is not null) { return _demo; }
        report.Say("启动演示站点 · starting the demo …");
        _folder ??= new BenchFolder();
        return _demo = await BenchDemo.StartAsync(_folder.Path, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null) { await _demo.DisposeAsync(); }
        _folder?.Dispose();
        (_demo, _folder) = (null, null);
    }
}
