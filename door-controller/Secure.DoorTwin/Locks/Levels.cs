namespace Secure.DoorTwin.Locks;

/// <summary>The level of every input line of every door. Low until a door says otherwise.</summary>
internal sealed class Levels
{
    private readonly SortedDictionary<string, bool> _lines = new(StringComparer.Ordinal);

    /// <summary>A line's level changed.</summary>
    internal event Action<string, bool>? Changed;

    internal IEnumerable<KeyValuePair<string, bool>> All => _lines;

    internal void Add(IEnumerable<string> names)
    {
        foreach (string name in names) { _lines.Add(name, false); }
    }

    /// <summary>How a line lies before anything has happened: nobody hears of it.</summary>
    internal void Begin(string name, bool high) => _lines[name] = high;

    internal void Set(string name, bool high)
    {
        if (_lines[name] == high) { return; }
        _lines[name] = high;
        Changed?.Invoke(name, high);
    }
}
