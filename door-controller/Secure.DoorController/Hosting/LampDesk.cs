using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.Pins;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>Shows what is to be shown at the readers and on the lines of their doors.</summary>
internal sealed class LampDesk(ControllerFile file, ReaderDesk readers, SignLines signs) : IReaderLamps
{
    private readonly Dictionary<ReaderId, DoorId> _doors = file.Readers.ToDictionary(r => ReaderId.Parse(r.Id), r => DoorId.Parse(r.Door));

    public void Show(ReaderId reader, IReadOnlyList<OsdpCommand> commands)
    {
        readers.Show(reader, commands);
        signs.Show(_doors[reader], commands);
    }

    public void Show(DoorId door, IReadOnlyList<OsdpCommand> commands)
    {
        foreach (ReaderId reader in _doors.Where(d => d.Value == door).Select(d => d.Key)) { readers.Show(reader, commands); }
        signs.Show(door, commands);
    }
}
