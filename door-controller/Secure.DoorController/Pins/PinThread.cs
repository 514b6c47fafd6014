using Secure.DoorController.Native;

namespace Secure.DoorController.Pins;

/// <summary>
/// A thread that serves pins for as long as they are there, tries again every half second when they are not, and tells the
/// listener each time once that they came or went.
/// </summary>
internal sealed class PinThread : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;
    private bool _toldGone;

    public bool IsStopped => _stop.IsSet;

    /// <param name="serve">Works until the pins are gone or <see cref="IsStopped"/>, and says why it ended.</param>
    public void Start(IPinListener listener, Func<IPinListener, string> serve)
    {
        _thread = new Thread(() => Run(listener, serve)) { IsBackground = true, Name = "pins" };
        _thread.Start();
    }

    /// <summary>The pins are there: to be called by what serves them.</summary>
    public void Came(IPinListener listener)
    {
        _toldGone = false;
        listener.PinsCame();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Run(IPinListener listener, Func<IPinListener, string> serve)
    {
        Urgency.RaiseToRealTime();
        while (!_stop.IsSet)
        {
            string reason = serve(listener);
            if (!_toldGone && !_stop.IsSet) { listener.PinsWent(reason); }
            _toldGone = true;
            _stop.Wait(Retry);
        }
    }
}
