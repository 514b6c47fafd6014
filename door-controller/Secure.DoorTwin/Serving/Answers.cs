using System.Text.Json.Nodes;

namespace Secure.DoorTwin.Serving;

/// <summary>The short answers of the control socket.</summary>
internal static class Answers
{
    internal static JsonObject Yes => new() { ["ok"] = true };

    internal static JsonObject Full => No("读卡器中未取走的卡太多 · the reader holds too much that nobody fetched");

    internal static JsonObject No(string why) => new() { ["ok"] = false, ["error"] = why };
}
