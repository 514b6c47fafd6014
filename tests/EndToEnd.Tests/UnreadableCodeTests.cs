using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>The start script of an installed door whose enrolment code lies there for somebody else to read.</summary>
public sealed class UnreadableCodeTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Where temporary files of a run lie may be closed to whom the script is started as.
    private readonly string _work = Directory.CreateDirectory(Path.Combine("/var/tmp", "secure-test-" + Path.GetRandomFileName())).FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_code_that_cannot_be_read_is_told_with_what_to_do_and_the_door_starts_without_it(bool readable)
    {
        if (Environment.UserName != "root") { Assert.Skip("须由 root 运行 · needs root, to be somebody else"); }
        Put("bin/door", await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "firmware-config", "pi", "door"), TestContext.Current.CancellationToken));
        // Whatever is started only says how.
        Put("programs/dotnet", "#!/bin/bash\n[ \"$2\" = guard-arguments ] && { echo --pins; exit; }\necho \"started: $*\"\n");
        Put("etc/controller.json", "{}");
        Put("etc/controller.code", "the-code", readable ? Everybody : OwnerOnly);
        CommandResult started = await Command.RunAsync(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", At("bin/door")],
            new() { ["SECURE_CONFIG"] = At("etc/controller.json"), ["PATH"] = At("programs") + ":" + Environment.GetEnvironmentVariable("PATH") });
        Assert.True(started.ExitCode == 0, started.All);
        Assert.Contains("started: ", started.Output, StringComparison.Ordinal);
        Assert.Equal(readable, started.Output.Contains("--enroll " + At("etc/controller.code"), StringComparison.Ordinal));
        if (readable) { Assert.Empty(started.Errors); return; }
        Assert.Contains("无法读取注册码", started.Errors, StringComparison.Ordinal);
        Assert.Contains("cannot read the enrolment code", started.Errors, StringComparison.Ordinal);
        Assert.Contains($"chown nobody '{At("etc/controller.code")}'", started.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("the-code", started.All, StringComparison.Ordinal);
    }

    private string At(string file) => Path.Combine(_work, file);

    private void Put(string file, string content, UnixFileMode mode = Everybody)
    {
        string path = At(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        foreach (string folder in (string[])[_work, Path.GetDirectoryName(path)!]) { File.SetUnixFileMode(folder, Everybody); }
        File.SetUnixFileMode(path, mode);
    }
}
