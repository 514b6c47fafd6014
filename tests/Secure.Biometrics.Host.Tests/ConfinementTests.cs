using System.Diagnostics;
using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Installed = Secure.TestKit.Pictures.Biometrics;

namespace Secure.Biometrics.Host.Tests;

public sealed class ConfinementTests
{
    // errno of Linux: EAFNOSUPPORT, EPERM.
    private const int NoFamily = 97, NotPermitted = 1;

    [Fact]
    public async Task The_confined_process_opens_no_network_socket_and_starts_no_program()
    {
        using Process probe = Process.Start(new ProcessStartInfo("dotnet", [RunningHost.Program, "probe"]) { RedirectStandardOutput = true })!;
        string said = await probe.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"socket(AF_INET) {NoFamily}", $"socket(AF_INET6) {NoFamily}", $"socket(AF_PACKET) {NoFamily}", $"execve {NotPermitted}"], said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, probe.ExitCode);
    }

    [Fact]
    public void Without_the_filter_the_engines_are_off_and_say_why()
    {
        using TempFolder folder = new();
        HostOptions options = new(folder["host"], Installed.Models, Installed.Runtime);
        using (Engines open = Engines.OpenConfined(options, () => null)) { Assert.Equal(Installed.Installed, open.Face is not null); }
        using Engines off = Engines.OpenConfined(options, () => "not known for this machine");
        Assert.Null(off.Face);
        Assert.Null(off.Fingerprint);
        Assert.Equal("face is off, because the process has no system call filter: not known for this machine", off.FaceOff.En);
        Assert.Equal("fingerprint is off, because the process has no system call filter: not known for this machine", off.FingerprintOff.En);
    }

    [Fact]
    public async Task An_engine_that_hangs_ends_the_process_and_another_takes_its_place()
    {
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        Assert.SkipUnless(Installed.Installed, Installed.Absent);
        using TempFolder folder = new();
        string program = folder["hanging-host"];
        // The real host; only the library that opens pictures never comes back.
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nDOTNET_STARTUP_HOOKS='{typeof(StartupHook).Assembly.Location}' exec dotnet '{RunningHost.Program}' \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using RunningHost host = await RunningHost.StartAsync(Installed.Models, TimeSpan.FromSeconds(60), program);
        await Eventually.True(() => host.Client.Status.Face.On, 60);
        int first = host.Process!.Value;
        long began = TimeProvider.System.GetTimestamp();
        Assert.IsType<BiometricAnswer<FaceReading>.Unavailable>(await host.Client.ReadFaceAsync(new(Portrait.Whole!.Jpeg()), default));
        Assert.True(TimeProvider.System.GetElapsedTime(began) > WorkQueue.RunMax);
        await Eventually.True(() => host.Process is { } now && now != first && host.Client.Status.Face.On, 60);
    }
}
