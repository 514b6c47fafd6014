using System.Diagnostics;
using System.Text.Json;
using Secure.TestKit;

namespace Secure.Layout.Tests;

/// <summary>The switch between the stand-ins for two gRPC packages and the genuine ones, as the build itself reads it.</summary>
public sealed class GrpcSwitchTests
{
    private static readonly string[] Genuine = ["Grpc.Core.Api", "Grpc.Net.Common"];

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_switch_takes_the_stand_ins_or_the_genuine_packages_and_never_both(string standIns)
    {
        JsonElement read = await ReadAsync("protos/grpc/Secure.Grpc", standIns);
        string[] projects = [.. Names(read, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p)).Intersect(Genuine)];
        string[] packages = [.. Names(read, "PackageReference").Intersect(Genuine)];
        Assert.Equal(standIns == "true" ? Genuine : [], projects);
        Assert.Equal(standIns == "true" ? [] : Genuine, packages);
        // What the genuine packages resolve to is another graph, which the committed lock files do not know.
        string locks = read.GetProperty("Properties").GetProperty("NuGetLockFilePath").GetString()!;
        Assert.Equal(standIns == "true", locks.Length == 0);
    }

    /// <summary>Whoever uses gRPC goes through the one project that the switch is in: no other names a stand-in.</summary>
    [Fact]
    public void No_project_but_the_one_with_the_switch_names_a_stand_in()
    {
        string[] naming = [.. Directory.EnumerateFiles(Checkout.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f) is var text && Genuine.Any(g => text.Contains($"{g}.csproj", StringComparison.Ordinal)))
            .Select(f => Path.GetFileNameWithoutExtension(f)).Order()];
        // The one stand-in is made of the other.
        Assert.Equal(["Grpc.Net.Common", "Secure.Grpc"], naming);
    }

    private static IEnumerable<string> Names(JsonElement read, string item) =>
        read.GetProperty("Items").GetProperty(item).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!);

    private static async Task<JsonElement> ReadAsync(string project, string standIns)
    {
        ProcessStartInfo start = new("dotnet", ["msbuild", Path.Combine(Checkout.Root, project), "-nodeReuse:false", $"-p:GrpcShims={standIns}", "-getItem:ProjectReference", "-getItem:PackageReference", "-getProperty:NuGetLockFilePath"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process asked = Process.Start(start)!;
        Task<string> output = asked.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), errors = asked.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await asked.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(asked.ExitCode == 0, await output + await errors);
        return JsonElement.Parse(await output);
    }
}
