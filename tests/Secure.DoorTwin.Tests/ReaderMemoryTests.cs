using Secure.DoorTwin.Osdp;
using Secure.DoorTwin.Site;
using Secure.TestKit;

namespace Secure.DoorTwin.Tests;

public sealed class ReaderMemoryTests : IDisposable
{
    private const string Digits = "6e3e1d0c5b8a79f2c4d1a0936857ee41";
    private readonly TempFolder _folder = new();
    private readonly ReaderMemory _memory;

    public ReaderMemoryTests() => _memory = new ReaderMemory(_folder["readers"]);

    [Fact]
    public void A_reader_that_was_told_nothing_is_as_the_site_file_has_it()
    {
        ReaderState state = Recall(null);
        Assert.Equal((3, 9600, null), (state.Address, state.Baud, state.Key));
        Assert.Equal(state.Serial, Recall(null).Serial);
        Assert.False(Directory.Exists(_folder["readers"]));
    }

    [Fact]
    public void Its_key_may_be_given_in_a_file_that_only_its_owner_reads()
    {
        WriteKey(Digits + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(Digits, Convert.ToHexStringLower(Recall("key").Key!));
    }

    [Theory]
    [InlineData(Digits, UnixFileMode.UserRead | UnixFileMode.GroupRead, "0600")]
    [InlineData("6e3e", UnixFileMode.UserRead, "32 hex digits")]
    [InlineData("xe3e1d0c5b8a79f2c4d1a0936857ee41", UnixFileMode.UserRead, "32 hex digits")]
    public void A_key_file_that_is_none_is_refused_in_words_without_its_content(string text, UnixFileMode mode, string reason)
    {
        WriteKey(text, mode);
        IOException refused = Assert.Throws<IOException>(() => Recall("key"));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_was_told_on_the_line_goes_before_the_site_file()
    {
        ReaderState told = new(5, 115200, 77, Convert.FromHexString(Digits));
        _memory.Keep("vault-in", told);
        ReaderState recalled = Recall(null);
        Assert.Equal((told.Address, told.Baud, told.Serial), (recalled.Address, recalled.Baud, recalled.Serial));
        Assert.Equal(told.Key, recalled.Key);
        string path = _folder["readers/vault-in.json"];
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain(Digits, told.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"address":5,"baud":1200,"serial":1,"key":null}""")]
    [InlineData("""{"address":5,"baud":9600,"serial":1,"key":"12"}""")]
    public void A_memory_that_is_none_is_refused(string text)
    {
        Directory.CreateDirectory(_folder["readers"]);
        File.WriteAllText(_folder["readers/vault-in.json"], text);
        Assert.Throws<IOException>(() => Recall(null));
    }

    public void Dispose() => _folder.Dispose();

    private ReaderState Recall(string? keyFile) => _memory.Recall(new ReaderEntry(3, "vault-in", "vault", "in", keyFile), 9600, _folder.Path);

    private void WriteKey(string text, UnixFileMode mode)
    {
        File.WriteAllText(_folder["key"], text);
        File.SetUnixFileMode(_folder["key"], mode);
    }
}
