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

    /// <summary>What a kill leaves: the root half made, both half made, both whole, the root renamed and the keys not yet.</summary>
    [Theory]
    [InlineData("data/", "")]
    [InlineData("", ".root.0badcafe/root.key")]
    [InlineData("", ".root.0badcafe/root.key data/.keys.0badcafe/master.key")]
    [InlineData("root>.root.0badcafe data/keys>data/.keys.0badcafe", "")]
    [InlineData("data/keys>data/.keys.0badcafe", "data/.keys.1badcafe/master.key")]
    public void Init_that_was_killed_is_ended_by_the_next_and_leaves_nothing_half_made(string renamed, string left)
    {
        string folder = Directory.CreateTempSubdirectory("init-").FullName;
        string[] arguments = ["--data", Path.Combine(folder, "data"), "--root-folder", Path.Combine(folder, "root"), "--site", "demo"];
        if (renamed.Contains('>', StringComparison.Ordinal)) { Assert.Equal(0, SiteInit.Run(arguments, new ManualTime(), TextWriter.Null, TextWriter.Null)); }
        foreach (string[] move in renamed.Split(' ').Select(r => r.Split('>')).Where(m => m.Length == 2)) { Directory.Move(Path.Combine(folder, move[0]), Path.Combine(folder, move[1])); }
        foreach (string file in left.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Directory.CreateDirectory(Path.Combine(folder, Path.GetDirectoryName(file)!));
            File.WriteAllText(Path.Combine(folder, file), "half");
        }
        StringWriter errors = new();
        Assert.True(SiteInit.Run(arguments, new ManualTime(), TextWriter.Null, errors) == 0, errors.ToString());
        Assert.Equal(["data", "root"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        Assert.Equal("keys", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(Path.Combine(folder, "data")))));
        using GatewayKeys keys = GatewayKeys.Load(Path.Combine(folder, "data", "keys"));
        Directory.Delete(folder, true);
    }

    [Fact]
    public void A_root_takes_only_the_keys_that_were_made_under_it_and_its_name()
    {
        string mine = TestGateway.MakeSite(new ManualTime()), other = TestGateway.MakeSite(new ManualTime());
        string half = Path.Combine(mine, "data", ".keys.0badcafe");
        Directory.Move(Path.Combine(mine, "data", "keys"), half);
        Assert.Equal(2, Init(mine, Path.Combine(other, "root"), "demo"));
        Assert.Equal(2, Init(mine, Path.Combine(mine, "root"), "another"));
        Assert.True(Directory.Exists(half));
        Assert.Equal(0, Init(mine, Path.Combine(mine, "root"), "demo"));
        Directory.Delete(mine, true);
        Directory.Delete(other, true);
    }

    private static int Init(string folder, string root, string site) =>
        SiteInit.Run(["--data", Path.Combine(folder, "data"), "--root-folder", root, "--site", site], new ManualTime(), TextWriter.Null, TextWriter.Null);

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
