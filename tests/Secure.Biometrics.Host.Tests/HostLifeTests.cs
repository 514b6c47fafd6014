using System.Diagnostics;
using System.Net.Sockets;
using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host.Tests;

public sealed class HostLifeTests
{
    [Fact]
    public async Task A_killed_host_comes_back_with_its_galleries_and_meanwhile_nothing_is_known()
    {
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        byte[] picture = Portrait.Whole!.Jpeg();
        await using RunningHost host = await RunningHost.WithFaceAsync();
        using FaceReading read = HostAnswersTests.Answered(await host.Client.ReadFaceAsync(new(picture), default));
        HostAnswersTests.Answered(await host.Client.PutGalleryAsync("room", 3, [new(PersonId.Parse("collins"), read.Face!.Template)], default));
        int first = host.Process!.Value;
        host.Signal("KILL");
        await Eventually.True(() => !host.Client.Status.Face.On);
        Assert.IsType<BiometricAnswer<FaceReading>.Unavailable>(await host.Client.ReadFaceAsync(new(picture), default));
        await Eventually.True(() => host.Client.Status.Face.On, 60);
        Assert.NotEqual(first, host.Process);
        await Eventually.True(() => host.Client.IdentifyFaceAsync("room", 3, picture, default).AsTask().GetAwaiter().GetResult()
            is BiometricAnswer<FaceIdentification>.Answered { Reading.Person.Text: "collins" });
    }

    [Fact]
    public async Task A_hanging_host_is_unavailable_in_time_and_replaced()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync(answerMax: TimeSpan.FromSeconds(2));
        int first = host.Process!.Value;
        host.Signal("STOP");
        Assert.IsType<BiometricAnswer<FaceReading>.Unavailable>(await host.Client.ReadFaceAsync(new(new byte[1000]), default));
        await Eventually.True(() => host.Process is { } now && now != first && host.Client.Status.Face.On, 60);
    }

    [Fact]
    public async Task A_broken_connection_is_made_anew_with_the_same_host()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        int first = host.Process!.Value;
        using Socket hostile = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await hostile.ConnectAsync(new UnixDomainSocketEndPoint(host.Options.Socket));
        // A length of 4 GiB closes that connection, and no other.
        await hostile.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3 });
        Assert.True(await hostile.IsClosedAsync());
        Assert.IsType<BiometricAnswer<FaceReading>.Refused>(await host.Client.ReadFaceAsync(new(new byte[1000]), default));
        Assert.Equal(first, host.Process);
    }

    [Fact]
    public async Task The_host_ends_with_the_gateway_however_that_ends()
    {
        using TempFolder folder = new();
        // A parent that is killed cannot say goodbye: the pipe alone tells.
        ProcessStartInfo start = new("/bin/bash", ["-c", "sleep 600 | dotnet \"$0\" --socket \"$1\" --models / --runtime / & wait", RunningHost.Program, folder["run/host"]]) { RedirectStandardOutput = true };
        using Process shell = Process.Start(start)!;
        Assert.Equal("ready", await shell.StandardOutput.ReadLineAsync());
        int Of(string word) => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault(id => Reads($"/proc/{id}/stat").Contains($" {shell.Id} ", StringComparison.Ordinal) && Reads($"/proc/{id}/cmdline").Contains(word, StringComparison.Ordinal));
        int holder = Of("sleep"), host = Of("secure-biometrics-host.dll");
        Assert.NotEqual(0, holder);
        Assert.NotEqual(0, host);
        Process.GetProcessById(holder).Kill();
        await Eventually.True(() => !Directory.Exists($"/proc/{host}") || Reads($"/proc/{host}/stat").Contains(") Z ", StringComparison.Ordinal));
        await shell.WaitForExitAsync();
    }

    [Fact]
    public async Task A_host_that_is_not_there_leaves_the_gateway_as_it_is()
    {
        using TempFolder nothing = new();
        await using RunningHost host = await RunningHost.StartAsync(nothing.Path, program: nothing["no-host"]);
        Assert.IsType<BiometricAnswer<FaceReading>.Unavailable>(await host.Client.ReadFaceAsync(new(new byte[1]), default));
        Assert.False(host.Client.Status.Face.On);
    }

    private static string Reads(string file)
    {
        try { return File.ReadAllText(file); }
        catch (IOException) { return ""; }
    }
}
