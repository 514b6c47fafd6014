using Secure.DoorController.Core.Lines;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>What feeds the controller.</summary>
public enum PowerLine
{
    /// <summary>Active: the mains have failed, and a battery feeds the controller.</summary>
    Mains,
    /// <summary>Active: the battery will not last much longer.</summary>
    Battery,
}

/// <summary>Records what the power supply says. It moves nothing; a line that is cut or shorted counts as the worse word.</summary>
internal sealed class PowerWatch(Journal journal)
{
    private readonly HashSet<PowerLine> _lost = [];

    public void Moved(PowerLine line, LineState state)
    {
        bool isLost = state != LineState.Rest;
        if (isLost ? !_lost.Add(line) : !_lost.Remove(line)) { return; }
        string name = line.ToString().ToLowerInvariant();
        journal.Write(isLost ? DoorEventKind.PowerLost : DoorEventKind.PowerBack, state is LineState.Cut or LineState.Short ? name + "_line" : name);
    }
}
