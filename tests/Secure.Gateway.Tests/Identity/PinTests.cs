using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Gateway.Tests.Fleet;
using Secure.V1;
using Secure.Vocabulary;
using IdentityClient = Secure.V1.Identity.IdentityClient;

namespace Secure.Gateway.Tests.Identity;

public sealed class PinTests
{
    private const string Password = "brisk-otter-17";

    private static readonly PersonId WangFang = PersonId.Parse("wang-fang");

    [Theory]
    [InlineData("402917", true)]
    [InlineData("40291758", true)]
    [InlineData("40291", false)]
    [InlineData("402917583", false)]
    [InlineData("40291a", false)]
    [InlineData("４０２９１７", false)]
    [InlineData("111111", false)]
    [InlineData("122121", false)]
    [InlineData("123456", false)]
    [InlineData("78901234", false)]
    [InlineData("987654", false)]
    [InlineData("135791", false)]
    [InlineData("407407", false)]
    [InlineData("402204", false)]
    public void What_others_try_first_is_no_pin(string pin, bool good) => Assert.Equal(good, PinRules.Fault(pin) is null);

    [Fact]
    public async Task A_person_sets_a_pin_with_the_password_once_more_and_an_officer_can_only_take_it_away()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        IdentityClient client = new(gateway.Anonymous);
        Metadata own = await SignInAsync(gateway, client);
        await Refused.AsAsync("sign_in_failed", async () => await client.SetPinAsync(new SetPinRequest { Password = "another-word-1", Pin = "402917" }, own));
        await Refused.AsAsync("invalid_request", async () => await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "123456" }, own));
        await Refused.AsAsync("invalid_request", async () => await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "402917", DuressPin = "402917" }, own));
        await Refused.AsAsync("invalid_request", async () => await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "402917", DuressPin = "111111" }, own));
        Assert.Empty(await PinsAsync(gateway));
        await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "402917" }, own);
        byte[] without = Assert.Single(await PinsAsync(gateway)).Value;
        await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "402917", DuressPin = "730184" }, own);
        byte[] with = Assert.Single(await PinsAsync(gateway)).Value;
        Assert.Equal(without.Length, with.Length);
        Assert.Equal(-1, with.AsSpan().IndexOf("argon2"u8));
        Assert.DoesNotContain(await gateway.EntriesAsync(), e => e.Contains("402917", StringComparison.Ordinal) || e.Contains("730184", StringComparison.Ordinal) || e.Contains("duress", StringComparison.Ordinal));

        Metadata officer = await gateway.OfficerAsync(Roles.SecurityOfficer);
        await Refused.AsAsync("invalid_request", async () => await client.RemovePinAsync(new RemovePinRequest { Person = "wang-fang" }, officer));
        await client.RemovePinAsync(new RemovePinRequest { Person = "wang-fang", Reason = "forgotten" }, officer);
        Assert.Empty(await PinsAsync(gateway));
        string removed = Assert.Single(await gateway.EntriesAsync(), e => e.Contains("\"identity.pin_removed\"", StringComparison.Ordinal));
        Assert.All((string[])["\"subject\":\"li-officer\"", "\"person\":\"wang-fang\"", "\"reason\":\"forgotten\""], word => Assert.Contains(word, removed, StringComparison.Ordinal));
        await Refused.AsAsync("no_pin", async () => await client.RemovePinAsync(new RemovePinRequest { Person = "wang-fang", Reason = "forgotten" }, officer));
    }

    [Fact]
    public async Task A_pin_altered_past_the_store_is_none_until_an_officer_took_it_away_and_its_owner_set_another()
    {
        TestGateway first = await TestGateway.StartAsync();
        Metadata own = await SignInAsync(first, new IdentityClient(first.Anonymous));
        await new IdentityClient(first.Anonymous).SetPinAsync(new SetPinRequest { Password = Password, Pin = "402917" }, own);
        await first.StopAsync();
        await ForgeAsync(first);

        await using TestGateway gateway = await TestGateway.StartAsync(first.Clock, first.Folder);
        IdentityClient client = new(gateway.Anonymous);
        PersonPins pins = gateway.Services.GetRequiredService<PersonPins>();
        Assert.False(await pins.HasAsync(WangFang, CancellationToken.None));
        Assert.Equal(PinVerdict.Wrong, await pins.VerifyAsync(WangFang, "402917"u8.ToArray(), CancellationToken.None));
        own = await gateway.SignInAsync("wang", Password);
        await Refused.AsAsync("integrity_failure", async () => await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "730184" }, own));
        Assert.Contains(await gateway.EntriesAsync(), e => e.Contains("store.tampered", StringComparison.Ordinal) && e.Contains("wang-fang", StringComparison.Ordinal));
        await client.RemovePinAsync(new RemovePinRequest { Person = "wang-fang", Reason = "altered" }, await gateway.OfficerAsync(Roles.SecurityOfficer));
        await client.SetPinAsync(new SetPinRequest { Password = Password, Pin = "730184" }, own);
        Assert.Equal(PinVerdict.Right, await pins.VerifyAsync(WangFang, "730184"u8.ToArray(), CancellationToken.None));
    }

    [Fact]
    public async Task A_pin_altered_past_the_store_goes_when_its_owner_leaves()
    {
        TestGateway first = await TestGateway.StartAsync();
        await first.StopAsync();
        await ForgeAsync(first);
        await using TestGateway gateway = await TestGateway.StartAsync(first.Clock, first.Folder);
        PersonEnd end = await gateway.Services.GetServices<IPersonEnding>().OfType<AccountEnding>().Single().PrepareAsync(WangFang, CancellationToken.None);
        Assert.Equal(("identity.pins", "wang-fang", null), Assert.Single(end.Rows.Select(r => (r.Table, r.Key, r.Value))));
        Assert.IsType<CommitOutcome.Committed>(await gateway.Store.CommitAsync(new StoreChange { Rows = end.Rows }, CancellationToken.None));
        Assert.IsType<RowRead.Absent>(await gateway.Store.ReadRowAsync("identity.pins", "wang-fang", CancellationToken.None));
    }

    /// <summary>As somebody does who has the disk and not the key.</summary>
    private static async Task ForgeAsync(TestGateway stopped)
    {
        await using SqliteStore forged = TestGateway.OpenStore(stopped.Folder, new byte[32], stopped.Clock);
        await forged.CommitAsync(new StoreChange { Rows = [new RowWrite("identity.pins", "wang-fang", new byte[64])] }, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<StoredRow>> PinsAsync(TestGateway gateway) => (await gateway.Store.ReadTableAsync("identity.pins", CancellationToken.None)).Rows;

    private static async Task<Metadata> SignInAsync(TestGateway gateway, IdentityClient client)
    {
        const string given = "windy-plum-42";
        await client.SetPasswordAsync(new SetPasswordRequest { Person = "wang-fang", Account = "wang", Password = given }, await gateway.OfficerAsync());
        Metadata session = await gateway.SignInAsync("wang", given);
        await client.ChangePasswordAsync(new ChangePasswordRequest { OldPassword = given, NewPassword = Password }, session);
        return session;
    }
}
