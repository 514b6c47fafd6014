using System.Text.Json;
using Secure.DoorController.Boards;
using Secure.DoorController.Json;

namespace Secure.DoorController.Configuration;

internal static class ControllerFileReader
{
    /// <summary>The file's content, or null and what is wrong with it: every fault, a line each.</summary>
    internal static ControllerFile? Read(string path, out IReadOnlyList<string> faults)
    {
        try
        {
            ControllerFile file = JsonFields.Read(File.ReadAllBytes(path), ControllerFileJson.Controller);
            faults = [.. ControllerRules.Faults(file)];
            if (faults.Count > 0) { return null; }
            faults = BoardRules.Faults(file);
            return faults.Count == 0 ? file : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            faults = [unreadable.Message];
            return null;
        }
    }
}
