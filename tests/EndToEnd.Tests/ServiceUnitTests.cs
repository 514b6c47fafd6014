using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The gateway's own process as its systemd unit starts it: what goes to the journal, and what does not.</summary>
public sealed partial class ServiceUnitTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(3);

    private static readonly string Unit = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "systemd", "secure-gateway.service"));

    private readonly TempFolder _work = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task The_units_gateway_shows_its_token_in_a_file_of_its_own_and_tells_its_journal_none()
    {
        await PrepareAsync();
        string terminal = Path.Combine(Directory.CreateDirectory(_work["runtime"]).FullName, "terminal");
        string journal = await RunAsync(Setting("ExecStart"), () => File.Exists(terminal) && Token().IsMatch(File.ReadAllText(terminal)));
        string token = Token().Match(await File.ReadAllTextAsync(terminal, Cancelled)).Value;
        Assert.Contains("Now listening on", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(token, journal, StringComparison.Ordinal);
        Assert.DoesNotMatch(Token(), journal);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(terminal));
        Assert.Equal(("0700", "0077"), (Setting("RuntimeDirectoryMode"), Setting("UMask")));
    }

    [Fact]
    public async Task A_gateway_whose_standard_output_is_kept_makes_no_token_and_says_what_to_do()
    {
        await PrepareAsync();
        // As a unit would have it that leaves standard output to the journal.
        string journal = await RunAsync(Setting("ExecStart").Replace(" >>\"$$RUNTIME_DIRECTORY\"/terminal", "", StringComparison.Ordinal), null);
        Assert.DoesNotMatch(Token(), journal);
        Assert.Contains("No one-time token was made", journal, StringComparison.Ordinal);
        // Nor where the file is one that others read.
        await File.WriteAllTextAsync(_work["open"], "", Cancelled);
        File.SetUnixFileMode(_work["open"], OwnerOnly | UnixFileMode.GroupRead);
        string said = await RunAsync(Setting("ExecStart").Replace("\"$$RUNTIME_DIRECTORY\"/terminal", _work["open"], StringComparison.Ordinal), null);
        Assert.Contains("No one-time token was made", said, StringComparison.Ordinal);
        Assert.Equal("", await File.ReadAllTextAsync(_work["open"], Cancelled));
    }

    /// <summary>Keys, a site and the file of arguments, as an administrator leaves them.</summary>
    private async Task PrepareAsync()
    {
        string year = TimeProvider.System.GetUtcNow().AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string example = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"), Cancelled);
        await File.WriteAllTextAsync(_work["site.yaml"], example.Replace("@TODAY+400@", year, StringComparison.Ordinal), Cancelled);
        CommandResult made = await Command.RunAsync(["dotnet", Program, "init", "--data", _work["data"], "--root-folder", _work["root"], "--site", "demo"]);
        Assert.True(made.ExitCode == 0, made.All);
        int port = DemoSite.FreePorts();
        await File.WriteAllLinesAsync(
            _work["gateway.args"],
            ["--Fleet:Folder", _work["data"], "--Fleet:RootFolder", _work["root"], "--Fleet:BrokerPort", Text(port + 1), "--Gateway:Port", Text(port), "--Gateway:HealthPort", Text(port + 2), "--Site:File", _work["site.yaml"]],
            Cancelled);
    }

    /// <summary>Runs a line of the unit, as systemd reads it, until the gateway listens and what is waited for has come, and ends it.</summary>
    /// <returns>What it wrote where a journal would keep it.</returns>
    private async Task<string> RunAsync(string execStart, Func<bool>? come)
    {
        string script = Quoted().Match(execStart).Groups[1].Value.Replace("$$", "$", StringComparison.Ordinal)
            .Replace("/etc/secure/gateway.args", _work["gateway.args"], StringComparison.Ordinal)
            .Replace("/usr/bin/dotnet", "dotnet", StringComparison.Ordinal)
            .Replace("/opt/secure/current/gateway/Secure.Gateway.dll", Program, StringComparison.Ordinal);
        Assert.Contains("exec dotnet " + Program, script, StringComparison.Ordinal);
        ProcessStartInfo start = new("/bin/bash", ["-c", $"umask {Setting("UMask")}; {script}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["RUNTIME_DIRECTORY"] = _work["runtime"];
        System.Collections.Concurrent.ConcurrentQueue<string> lines = [];
        using Process gateway = Process.Start(start)!;
        gateway.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        gateway.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        gateway.BeginOutputReadLine();
        gateway.BeginErrorReadLine();
        try
        {
            await Patience.UntilAsync(
                () => Task.FromResult(gateway.HasExited || (lines.Any(l => l.Contains("Now listening on", StringComparison.Ordinal)) && come?.Invoke() != false)), StartMax, "the gateway listens", () => string.Join('\n', lines), Cancelled);
            Assert.False(gateway.HasExited, string.Join('\n', lines));
        }
        finally
        {
            gateway.Kill(entireProcessTree: true);
            await gateway.WaitForExitAsync(CancellationToken.None);
        }
        return string.Join('\n', lines);
    }

    private static string Setting(string name) => Unit.Split('\n').Single(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Program => Path.Combine(Checkout.Root, "gateway", "Secure.Gateway", "bin", "Release", "net10.0", "Secure.Gateway.dll");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^/bin/bash -c '(.*)'$")]
    private static partial Regex Quoted();

    [GeneratedRegex("[0-9A-F]{4}(-[0-9A-F]{4}){7}")]
    private static partial Regex Token();
}
