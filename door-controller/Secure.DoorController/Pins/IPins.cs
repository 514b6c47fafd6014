namespace Secure.DoorController.Pins;

/// <summary>Output and input lines by name, as levels. What a level means is not known here.</summary>
/// <remarks>
/// Two drivers stand behind it: the board's own lines, and a socket to whatever moves lines elsewhere. One over
/// System.Device.Gpio would be a third of the same shape: <see cref="Start"/> opens each line with
/// GpioController.OpenPin, registers RegisterCallbackForPinValueChangedEvent on the inputs and tells every level once;
/// <see cref="Set"/> is GpioController.Write. Two things such a driver cannot do: lines inherited from the guard (that
/// library opens its own, so the guard would have to wait for the kernel to free them), and debounce.
/// </remarks>
internal interface IPins : IDisposable
{
    /// <summary>Begins to work and to report to <paramref name="listener"/>, from a thread of its own.</summary>
    void Start(IPinListener listener);

    /// <summary>Sets an output. What cannot be set is reported as lost.</summary>
    void Set(string line, bool high);
}

/// <summary>What pins report. Levels come after <see cref="PinsCame"/> and before <see cref="PinsWent"/>.</summary>
internal interface IPinListener
{
    /// <summary>The driver answers; a level of every input follows.</summary>
    void PinsCame();

    void PinIs(string line, bool high);

    /// <param name="reason">In words, for the log.</param>
    void PinsWent(string reason);
}
