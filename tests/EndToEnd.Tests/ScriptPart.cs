using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>Single functions of the script, with programs of the test's own before or in place of the machine's.</summary>
internal sealed class ScriptPart : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>What the stand-ins were called with, a line each.</summary>
    public string[] Calls => File.Exists(_folder["calls"]) ? File.ReadAllLines(_folder["calls"]) : [];

    public string this[string name] => _folder[name];

    private string Programs => Directory.CreateDirectory(_folder["bin"]).FullName;

    /// <summary>A program that notes how it was called and then does as told.</summary>
    public ScriptPart With(string name, string body = "")
    {
        string file = Path.Combine(Programs, name);
        File.WriteAllText(file, $"#!/bin/bash\nprintf '%s\\n' \"{name} $*\" >>'{_folder["calls"]}'\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>The machine's own programs by name, where no others are to be found.</summary>
    public ScriptPart WithReal(params string[] names)
    {
        foreach (string name in names)
        {
            string file = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, name)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(Programs, name), file);
        }
        return this;
    }

    /// <param name="alone">Nothing but the stand-ins is on the path.</param>
    public Task<CommandResult> RunAsync(string body, bool alone = false) => Command.RunAsync(
        ["/bin/bash", "-c", $"set -euo pipefail; SECURE_HOME='{Checkout.Root}'; p=$SECURE_HOME/.config/secure; for f in common doctor models console site; do . $p/$f.sh; done; data='{_folder.Path}'; {body}"],
        new() { ["PATH"] = alone ? Programs : Programs + ":" + Environment.GetEnvironmentVariable("PATH") });

    public void Dispose() => _folder.Dispose();
}
