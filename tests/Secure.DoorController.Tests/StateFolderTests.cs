using Secure.DoorController.Core.Control;
using Secure.DoorController.State;
using Secure.Signatures;
using Secure.TestKit;
using Secure.Vocabulary;

namespace Secure.DoorController.Tests;

public sealed class StateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_is_there_again_after_a_restart_and_the_starts_are_counted()
    {
        string key;
        using (StateFolder state = StateFolder.Open(_folder["state"]))
        {
            using Ed25519PrivateKey made = state.LoadKey();
            key = made.PublicKey.ToString();
            Assert.Equal(1UL, state.NextBootEpoch());
            state.SaveKeyList([1, 2]);
            state.SaveRoot(new byte[32]);
            state.SaveTime(76);
            state.KeepTime(77);
            state.SavePlaces([4, 5]);
            state.SaveCommands(new CommandMemory(9, new Dictionary<DoorId, DoorMode> { [DoorId.Parse("vault")] = DoorMode.Lockdown }));
            Assert.False(state.IsAccepted);
            state.SaveAccepted([3]);
        }
        using StateFolder again = StateFolder.Open(_folder["state"]);
        using Ed25519PrivateKey loaded = again.LoadKey();
        Assert.Equal(key, loaded.PublicKey.ToString());
        Assert.Equal(2UL, again.NextBootEpoch());
        Assert.Equal([1, 2], again.LoadKeyList()!);
        Assert.Equal((77L, true), (again.LoadTime(), again.IsAccepted));
        Assert.Equal((9UL, DoorMode.Lockdown), (again.LoadCommands().LastNumber, again.LoadCommands().Modes[DoorId.Parse("vault")]));
        Assert.Equal(32, again.LoadRoot()!.Length);
        Assert.Equal([4, 5], again.LoadPlaces()!);
        again.SavePlaces(null);
        Assert.Null(again.LoadPlaces());
    }

    [Fact]
    public void Of_the_places_the_newest_is_kept_and_none_that_waited_is_written_once_they_are_erased()
    {
        using (StateFolder state = StateFolder.Open(_folder["state"]))
        {
            for (byte i = 0; i < 200; i++) { state.SavePlaces([i]); }
            state.SavePlaces(null);
            Assert.Null(state.LoadPlaces());
        }
        using (StateFolder erased = StateFolder.Open(_folder["state"]))
        {
            Assert.Null(erased.LoadPlaces());
            for (byte i = 0; i < 200; i++) { erased.SavePlaces([i]); }
        }
        using StateFolder again = StateFolder.Open(_folder["state"]);
        Assert.Equal([199], again.LoadPlaces()!);
    }

    [Fact]
    public void A_time_that_was_only_kept_never_comes_after_one_that_was_set()
    {
        using (StateFolder state = StateFolder.Open(_folder["state"]))
        {
            for (int i = 0; i < 200; i++) { state.KeepTime(5_000 + i); }
            state.SaveTime(77);
            Assert.Equal(77L, state.LoadTime());
        }
        using StateFolder again = StateFolder.Open(_folder["state"]);
        Assert.Equal(77L, again.LoadTime());
    }

    [Fact]
    public void A_disk_that_refuses_the_places_is_told()
    {
        using StateFolder state = StateFolder.Open(_folder["state"]);
        using ManualResetEventSlim told = new();
        state.Failed = _ => told.Set();
        Directory.CreateDirectory(_folder["state/places.new/in-the-way"]);
        state.SavePlaces([1]);
        Assert.True(told.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_key_is_for_its_owner_only_and_refused_when_it_is_not()
    {
        using StateFolder state = StateFolder.Open(_folder["state"]);
        state.LoadKey().Dispose();
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(_folder["state/key"]));
        File.SetUnixFileMode(_folder["state/key"], OwnerOnly | UnixFileMode.GroupRead);
        Assert.Throws<IOException>(state.LoadKey);
    }

    [Fact]
    public void A_second_controller_on_the_same_folder_is_refused()
    {
        using StateFolder state = StateFolder.Open(_folder["state"]);
        Assert.Contains("another controller", Assert.Throws<IOException>(() => StateFolder.Open(_folder["state"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_others_may_read_is_refused()
    {
        Directory.CreateDirectory(_folder["open"], OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.Contains("0700", Assert.Throws<IOException>(() => StateFolder.Open(_folder["open"])).Message, StringComparison.Ordinal);
    }
}
