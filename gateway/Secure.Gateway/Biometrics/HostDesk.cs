using Secure.BiometricMessages;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics;

/// <summary>Asks the host one question and turns what comes of it into an answer: late, broken, busy and off are all unavailable.</summary>
internal sealed class HostDesk(BiometricsHostOptions options, HostStatus status, HostSupervisor supervisor, TimeProvider clock) : IDisposable
{
    private static readonly Sentence Down = new("识别引擎不可用", "the biometrics host is not available");
    private static readonly Sentence Late = new("识别引擎未及时答复", "the biometrics host did not answer in time");
    private static readonly Sentence Busy = new("识别引擎繁忙，请稍候", "the biometrics host is busy: try again in a moment");

    private readonly SemaphoreSlim _open = new(options.OpenMax);

    /// <param name="read">Takes the expected answer out; null where the host answered something else.</param>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    internal async ValueTask<BiometricAnswer<T>> AskAsync<T>(ToHost question, Func<FromHost, T?> read, CancellationToken cancellation) where T : class
    {
        // Never a wait: whoever is over the limit is told so at once.
        if (!await _open.WaitAsync(TimeSpan.Zero, cancellation)) { return new BiometricAnswer<T>.Unavailable(Busy); }
        try { return supervisor.Link is { } link ? Read(await AskAsync(link, question, cancellation), read) : new BiometricAnswer<T>.Unavailable(status.Now.Face.Why ?? Down); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { return new BiometricAnswer<T>.Unavailable(Late); }
        finally { _open.Release(); }
    }

    public void Dispose() => _open.Dispose();

    private async Task<FromHost?> AskAsync(HostLink link, ToHost question, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(options.AnswerMax, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        return await link.AskAsync(question, either.Token);
    }

    private static BiometricAnswer<T> Read<T>(FromHost? answer, Func<FromHost, T?> read) where T : class => answer switch
    {
        null => new BiometricAnswer<T>.Unavailable(Down),
        { Fault: { } fault } when HostMapping.FaultOf(fault.Kind) is { } kind => new BiometricAnswer<T>.Refused(kind, new(fault.Zh, fault.En)),
        { Fault: { } fault } => new BiometricAnswer<T>.Unavailable(new(fault.Zh, fault.En)),
        _ => read(answer) is { } reading ? new BiometricAnswer<T>.Answered(reading) : new BiometricAnswer<T>.Unavailable(Down),
    };
}
