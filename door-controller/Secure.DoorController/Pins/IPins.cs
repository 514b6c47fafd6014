namespace Secure.DoorController.Pins;

/// <summary>Output and input lines by name, as levels. What a level means is not known here.</summary>
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
