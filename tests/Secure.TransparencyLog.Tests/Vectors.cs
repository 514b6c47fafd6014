using System.Text.Json;
using Secure.TestKit;

namespace Secure.TransparencyLog.Tests;

/// <summary>Published vectors, kept beside the checkout; a test that needs them skips where they are absent.</summary>
internal static class Vectors
{
    internal static string Folder(string name)
    {
        var path = Checkout.SharedData(Path.Combine("tlog-vectors", name));
        Assert.SkipWhen(path is null, $"No ../shared/data/tlog-vectors/{name}.");
        return path!;
    }

    internal static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Folder(file)));
        return document.RootElement.Clone();
    }

    internal static LogHash Hash(string hex) => LogHash.Parse(Convert.FromHexString(hex));
}
