using System.Text.Json;
using Secure.DoorController.Core.Osdp;
using Secure.DoorController.State;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

public sealed class ReaderStoreTests : IDisposable
{
    private static readonly ReaderId In = ReaderId.Parse("vault-in"), Out = ReaderId.Parse("vault-out");
    private readonly TempFolder _folder = new();

    public ReaderStoreTests()
    {
        using StateFolder state = StateFolder.Open(_folder["state"]);
        using Ed25519PrivateKey key = state.LoadKey();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_on_its_way_and_a_key_taken_are_there_again_after_a_restart()
    {
        using ReaderStore store = Open();
        OsdpKey key = store.MakeNext(In);
        Assert.Equal(key, store.MakeNext(In));
        Assert.NotEqual(key, store.MakeNext(Out));
        using (ReaderStore again = Open()) { Assert.Equal((null, key), (again.Key(In), again.NextKey(In))); }
        store.Taken(In);
        store.Met(In, new ReaderIdentity(1, 2, 3, 4, 5));
        using ReaderStore last = Open();
        Assert.Equal((key, null), (last.Key(In), last.NextKey(In)));
        Assert.Equal(new ReaderIdentity(1, 2, 3, 4, 5), last.Known(In));
        Assert.Null(last.Known(Out));
    }

    [Fact]
    public void The_file_is_for_the_owner_alone_and_holds_no_key_in_the_clear()
    {
        using ReaderStore store = Open();
        byte[] bytes = new byte[OsdpKey.Length];
        store.MakeNext(In).CopyTo(bytes);
        byte[] file = File.ReadAllBytes(_folder["state/readers"]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["state/readers"]));
        Assert.Equal(-1, file.AsSpan().IndexOf(bytes));
        Assert.DoesNotContain(Convert.ToBase64String(bytes)[..20], System.Text.Encoding.ASCII.GetString(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_under_another_controllers_key_or_moved_to_another_reader_are_refused()
    {
        using (ReaderStore store = Open()) { store.MakeNext(In); }
        string content = File.ReadAllText(_folder["state/readers"]);
        File.WriteAllText(_folder["state/readers"], content.Replace("vault-in", "vault-out", StringComparison.Ordinal));
        Assert.Throws<IOException>(Open);
        File.WriteAllText(_folder["state/readers"], content);
        File.WriteAllBytes(_folder["state/key"], new byte[32]);
        Assert.Throws<IOException>(Open);
        File.WriteAllText(_folder["state/readers"], "{");
        Assert.Throws<IOException>(Open);
    }

    [Fact]
    public void Erased_keys_are_in_no_file_and_a_reader_that_had_one_is_remembered_until_it_has_another()
    {
        using (ReaderStore store = Open())
        {
            store.MakeNext(In);
            store.Taken(In);
            store.MakeNext(In);
            store.Sends(In);
            store.Met(In, new ReaderIdentity(1, 2, 3, 4, 5));
            store.Met(Out, new ReaderIdentity(1, 2, 3, 4, 6));
        }
        string[] keys = [.. Keys(File.ReadAllText(_folder["state/readers"]))];
        Assert.Equal(2, keys.Length);
        using (ReaderStore store = Open())
        {
            store.EraseKeys();
            Assert.Equal((null, null, true, false), (store.Key(In), store.NextKey(In), store.WasErased(In), store.WasErased(Out)));
        }
        Assert.All(Directory.GetFiles(_folder["state"]), f => Assert.DoesNotContain(keys, k => File.ReadAllText(f).Contains(k, StringComparison.Ordinal)));
        using ReaderStore again = Open();
        Assert.Equal((null, null, true, new ReaderIdentity(1, 2, 3, 4, 5)), (again.Key(In), again.NextKey(In), again.WasErased(In), again.Known(In)));
        OsdpKey key = again.MakeNext(In);
        Assert.True(again.WasErased(In));
        again.Taken(In);
        Assert.Equal((key, false), (again.Key(In), again.WasErased(In)));
    }

    [Fact]
    public void A_key_that_was_never_sent_binds_no_reader_and_leaves_none_without_plain_text_when_it_is_erased()
    {
        using (ReaderStore store = Open())
        {
            store.MakeNext(In);
            store.MakeNext(Out);
            Assert.True(store.Sends(In));
        }
        using ReaderStore again = Open();
        Assert.Equal((true, false), (again.NextKeySent(In), again.NextKeySent(Out)));
        again.EraseKeys();
        Assert.Equal((true, false), (again.WasErased(In), again.WasErased(Out)));
        Assert.False(again.Sends(In));
        Assert.False(again.Sends(Out));
    }

    private static IEnumerable<string> Keys(string file) =>
        JsonElement.Parse(file).GetProperty("Readers").EnumerateArray().SelectMany(r => new[] { r.GetProperty("Key").GetString(), r.GetProperty("Next").GetString() }).OfType<string>().Where(k => k.Length > 0);

    private ReaderStore Open() => ReaderStore.Open(_folder["state"]);
}
