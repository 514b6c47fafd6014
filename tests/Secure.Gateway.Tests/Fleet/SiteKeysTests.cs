using System.Security.Cryptography;
using Secure.Gateway.Fleet.Keys;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Fleet;

public sealed class SiteKeysTests
{
    [Fact]
    public void Init_makes_folders_for_the_owner_alone_and_never_touches_existing_ones()
    {
        string folder = TestGateway.MakeSite(new ManualTime());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder, "root")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(folder, "data", "keys")));
        string[] files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        Assert.DoesNotContain(files, f => Path.GetFileName(f).StartsWith('.'));
        byte[] before = File.ReadAllBytes(Path.Combine(folder, "root", "root.key"));
        Assert.Equal(2, SiteInit.Run(["--data", Path.Combine(folder, "data"), "--root-folder", Path.Combine(folder, "other"), "--site", "demo"], new ManualTime(), TextWriter.Null, TextWriter.Null));
        Assert.Equal(2, SiteInit.Run(["--data", Path.Combine(folder, "other"), "--root-folder", Path.Combine(folder, "root"), "--site", "demo"], new ManualTime(), TextWriter.Null, TextWriter.Null));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder, "root", "root.key")));
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData]
    [InlineData("--data")]
    [InlineData("--data", "/tmp/x", "--root-folder", "/tmp/y", "--site", "Not A Name")]
    [InlineData("--data", "/tmp/x", "--data", "/tmp/y", "--site", "demo")]
    public void Init_with_wrong_arguments_says_how_it_is_used(params string[] arguments)
    {
        StringWriter errors = new();
        Assert.Equal(2, SiteInit.Run(arguments, new ManualTime(), TextWriter.Null, errors));
        Assert.Contains("usage: secure-gateway init", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_master_key_that_others_may_read_is_refused()
    {
        string folder = TestGateway.CopyTemplate(), master = Path.Combine(folder, "data", "keys", "master.key");
        File.SetUnixFileMode(master, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Contains("0600", Assert.Throws<InvalidOperationException>(() => GatewayKeys.Load(Path.Combine(folder, "data", "keys"))).Message, StringComparison.Ordinal);
        Directory.Delete(folder, true);
    }

    [Fact]
    public void No_private_key_lies_readable_on_the_disk_and_an_altered_one_does_not_open()
    {
        string folder = TestGateway.CopyTemplate(), keys = Path.Combine(folder, "data", "keys");
        using (GatewayKeys loaded = GatewayKeys.Load(keys))
        {
            byte[] seed = new byte[32];
            loaded.Grant.ExportSeed(seed);
            Assert.All(Directory.GetFiles(keys), f => Assert.Equal(-1, File.ReadAllBytes(f).AsSpan().IndexOf(seed)));
        }
        string grant = Directory.GetFiles(keys, "grant-*.key").Single();
        byte[] altered = File.ReadAllBytes(grant);
        altered[^1] ^= 1;
        File.WriteAllBytes(grant, altered);
        Assert.ThrowsAny<CryptographicException>(() => GatewayKeys.Load(keys));
        Directory.Delete(folder, true);
    }

    [Fact]
    public void A_key_list_that_the_root_did_not_sign_is_refused()
    {
        string folder = TestGateway.CopyTemplate(), list = Path.Combine(folder, "data", "keys", "key-list");
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using (GatewayKeys keys = GatewayKeys.Load(Path.GetDirectoryName(list)!)) { File.WriteAllBytes(list, keys.KeyList.Sign(other)); }
        Assert.Contains("not signed", Assert.Throws<InvalidOperationException>(() => GatewayKeys.Load(Path.GetDirectoryName(list)!)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task Keys_are_replaced_before_their_year_ends_and_the_old_ones_stay_listed_until_then()
    {
        TestGateway first = await TestGateway.StartAsync();
        KeyList before = first.Keys.KeyList;
        await first.StopAsync();
        first.Clock.Advance(TimeSpan.FromDays(310));
        await using TestGateway second = await TestGateway.StartAsync(first.Clock, first.Folder);
        KeyList after = second.Keys.KeyList;
        Assert.Equal(before.Number + 1, after.Number);
        long now = second.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(2, after.Current(KeyPurpose.Grant, now).Count());
        Assert.NotEqual(before.Current(KeyPurpose.Grant, now).Single().PublicKey, second.Keys.Grant.PublicKey.Bytes.ToArray());
        Assert.Contains(after.Current(KeyPurpose.Grant, now), k => k.PublicKey.AsSpan().SequenceEqual(second.Keys.Grant.PublicKey.Bytes));
        Assert.All(after.Keys, k => Assert.True(k.NotAfter <= second.Clock.GetUtcNow().AddDays(366).ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Every_fault_of_the_options_is_named_at_once()
    {
        string folder = TestGateway.CopyTemplate();
        Microsoft.Extensions.Options.OptionsValidationException faults = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            TestGateway.StartAsync(null, folder, [("Fleet:BrokerPort", "70000"), ("Fleet:BrokerAddress", "nowhere"), ("Fleet:EnrollBurst", "0")]));
        Assert.Equal(3, faults.Failures.Count());
        Directory.Delete(folder, recursive: true);
    }
}
