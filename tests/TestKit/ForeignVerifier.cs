using System.Diagnostics;

namespace Secure.TestKit;

/// <summary>The log's verifier on Go's own packages, which know nothing of us: <c>tests/interop/go</c>.</summary>
public static class ForeignVerifier
{
    private const string GoPath = "/usr/share/gocode";

    /// <summary>Whether go and its packages are on this machine.</summary>
    public static bool Exists =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "go")))
        && Directory.Exists(Path.Combine(GoPath, "src/golang.org/x/mod/sumdb"));

    /// <returns>Its exit code, 0 for good, and its one line: <c>good: SIZE</c> or <c>bad: WHY</c>.</returns>
    public static async Task<(int Exit, string Output)> RunAsync(string folder, object key)
    {
        ProcessStartInfo start = new("go")
        {
            ArgumentList = { "run", Path.Combine(Checkout.Root, "tests/interop/go/verify_log.go"), folder, $"{key}" },
            Environment = { ["GO111MODULE"] = "off", ["GOPATH"] = GoPath, ["GOFLAGS"] = "" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return output.Length > 0 ? (process.ExitCode, output) : throw new InvalidOperationException(await error);
    }
}
