namespace Secure.Biometrics.Host;

/// <summary>The gateway holds the other end of standard input: it closes when the gateway ends, also by a kill.</summary>
internal static class ParentWatch
{
    /// <summary>Returns once it is closed. Whatever is written there is thrown away.</summary>
    internal static async Task EndAsync()
    {
        await using Stream input = Console.OpenStandardInput();
        byte[] ignored = new byte[64];
        while (await input.ReadAsync(ignored, CancellationToken.None) > 0) { }
    }
}
