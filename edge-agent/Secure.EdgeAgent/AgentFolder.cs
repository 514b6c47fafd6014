using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Storage;

namespace Secure.EdgeAgent;

/// <summary>The data folder of one agent, 0700, held by one process at a time.</summary>
internal sealed class AgentFolder : IDisposable
{
    private readonly FileStream _lock;

    private AgentFolder(AgentSettings settings, FileStream held) => (Root, _lock) = (settings.DataFolder, held);

    public string Root { get; }

    public string Identity => Path.Combine(Root, "identity");

    public string Queues => Path.Combine(Root, "queues");

    public string Clips => Path.Combine(Root, "clips");

    public string KeyList => Path.Combine(Root, "key-list");

    public string SignedTime => Path.Combine(Root, "signed-time");

    public string Witness => Path.Combine(Root, "witness.checkpoint");

    /// <exception cref="SettingsException">The folder cannot be used, or another agent holds it.</exception>
    public static AgentFolder Hold(AgentSettings settings)
    {
        try
        {
            DurableFile.MakeFolder(settings.DataFolder);
            FileStream held = new(Path.Combine(settings.DataFolder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            DurableFile.MakeFolder(Path.Combine(settings.DataFolder, "queues"));
            AgentFolder folder = new(settings, held);
            // Clips have names of their own, so that no later one takes the place of one that was cut off.
            DurableFile.Sweep(folder.Clips);
            return folder;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException("dataFolder", [$"{settings.DataFolder} cannot be used, or another agent uses it: {refused.Message}"]);
        }
    }

    public void Dispose() => _lock.Dispose();
}
