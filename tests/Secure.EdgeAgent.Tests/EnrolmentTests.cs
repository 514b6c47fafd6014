using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.EdgeAgent.Gateway;
using Secure.EdgeAgent.Trust;
using Secure.Signatures;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task A_good_code_gives_a_certificate_and_files_that_only_the_owner_can_read()
    {
        await using Site site = await Site.EnrolledAsync();
        string folder = Path.Combine(site.DataFolder, "identity");
        foreach (string name in (string[])["tls.key", "signing.key", "witness.key", "certificate.pem", "authorities.pem"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, name)));
        }
        using AgentIdentity identity = AgentIdentity.Load(folder);
        Assert.Equal("gate-1", identity.Certificate!.GetNameInfo(X509NameType.SimpleName, false));
        Assert.Equal("gate-1.witness", identity.WitnessName);
        Assert.Equal(site.Gateway.AgentKey, identity.SigningKey.PublicKey);
    }

    [Fact]
    public async Task A_gateway_that_is_not_the_one_in_the_code_is_told_nothing()
    {
        await using Site site = await Site.UnenrolledAsync();
        EnrollmentCode other = new(site.Gateway.Code.Code, RandomNumberGenerator.GetBytes(32));
        using StringReader input = new(other.Reveal());
        Assert.Equal(AgentProgram.Failed, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, input, Limit.Token));
        Assert.Equal(0, site.Gateway.Enrolments);
    }

    [Fact]
    public async Task A_server_that_shows_the_right_root_but_has_another_certificate_is_told_nothing()
    {
        await using Site site = await Site.UnenrolledAsync();
        using TempFolder elsewhere = new();
        using TestAuthority rogue = new(elsewhere.Path, TimeProvider.System.GetUtcNow());
        // It holds the site's public root and a key list, but its own certificate comes from elsewhere.
        await using FakeGateway impostor = new(rogue);
        impostor.Code = site.Gateway.Code;
        await impostor.StartAsync();
        Settings.AgentSettings settings = site.Settings with { Gateway = site.Settings.Gateway with { Port = impostor.Port } };
        using StringReader input = new(site.Gateway.Code.Reveal());
        Assert.Equal(AgentProgram.Failed, await AgentProgram.EnrolAsync(settings, TimeProvider.System, input, Limit.Token));
        Assert.Equal(0, impostor.Enrolments);
    }

    [Fact]
    public async Task A_wrong_code_is_refused_and_the_agent_stays_unenrolled()
    {
        await using Site site = await Site.UnenrolledAsync();
        EnrollmentCode wrong = new(RandomNumberGenerator.GetBytes(16), site.Authority.RootFingerprint);
        using StringReader input = new(wrong.Reveal());
        Assert.Equal(AgentProgram.Failed, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, input, Limit.Token));
        Assert.Equal(AgentProgram.NotEnrolled, await AgentProgram.RunAsync(site.Settings, TimeProvider.System, Limit.Token));

        using StringReader good = new(site.Gateway.Code.Reveal());
        Assert.Equal(AgentProgram.Good, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, good, Limit.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("SEC1-00-11")]
    public async Task What_is_no_code_is_refused(string text)
    {
        await using Site site = await Site.UnenrolledAsync();
        using StringReader input = new(text);
        Assert.Equal(AgentProgram.Failed, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, input, Limit.Token));
    }

    [Fact]
    public async Task Only_the_name_gateway_under_the_sites_root_is_the_gateway()
    {
        await using Site site = await Site.UnenrolledAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 good = site.Authority.Issue("gateway", server: true);
        using X509Certificate2 device = site.Authority.Issue("gateway");
        using X509Certificate2 other = site.Authority.Issue("gate-2", server: true);
        using TempFolder elsewhere = new();
        using TestAuthority rogue = new(elsewhere.Path, now);
        using X509Certificate2 foreign = rogue.Issue("gateway", server: true);
        bool Is(X509Certificate2 peer, DateTimeOffset passed) => SiteTrust.IsGateway(peer, site.Authority.Root, [site.Authority.Issuing, rogue.Issuing], passed);

        Assert.True(Is(good, now));
        Assert.True(Is(good, now.AddYears(-5)));
        Assert.False(Is(good, now.AddDays(31)));
        Assert.False(Is(device, now));
        Assert.False(Is(other, now));
        Assert.False(Is(foreign, now));
    }

    [Fact]
    public void A_certificate_is_renewed_from_its_tenth_day()
    {
        DateTimeOffset issued = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.False(Upkeep.IsDue(issued.AddDays(30), issued.AddDays(9.9)));
        Assert.True(Upkeep.IsDue(issued.AddDays(30), issued.AddDays(10)));
        Assert.True(Upkeep.IsDue(issued.AddDays(30), issued.AddDays(100)));
    }

    [Fact]
    public async Task A_running_agent_renews_with_its_own_key_and_goes_on_with_the_new_certificate()
    {
        await using Site site = await Site.EnrolledAsync();
        string before = File.ReadAllText(Path.Combine(site.DataFolder, "identity", "certificate.pem"));
        string key = File.ReadAllText(Path.Combine(site.DataFolder, "identity", "tls.key"));
        await using GatewayEars ears = await site.ListenAsync();
        site.Time = new JumpingTime { Ahead = TimeSpan.FromDays(12) };
        await site.StartAgentAsync();

        await Eventually.True(() => site.Gateway.Renewals > 0);
        await Eventually.True(() => File.ReadAllText(Path.Combine(site.DataFolder, "identity", "certificate.pem")) != before);
        Assert.Equal(key, File.ReadAllText(Path.Combine(site.DataFolder, "identity", "tls.key")));
        await Eventually.True(() => ears.Of(Messaging.UpKind.Link).LastOrDefault() is { } link && link.Payload[0] == 1);
    }

    [Fact]
    public async Task An_agent_whose_own_clock_stands_still_renews_when_the_gateway_says_that_its_certificate_has_expired()
    {
        await using Site site = await Site.EnrolledAsync();
        await using GatewayEars ears = await site.ListenAsync();
        site.Gateway.SaysExpired = true;
        await site.StartAgentAsync();
        await Eventually.True(() => site.Gateway.Renewals == 1);
    }

    [Fact]
    public async Task An_agent_whose_certificate_has_ended_renews_it_before_anything_else_works()
    {
        await using Site site = await Site.UnenrolledAsync();
        DateTimeOffset end = TimeProvider.System.GetUtcNow().AddSeconds(5);
        site.Gateway.CertificateEnd = end;
        using (StringReader code = new(site.Gateway.Code.Reveal())) { Assert.Equal(AgentProgram.Good, await AgentProgram.EnrolAsync(site.Settings, TimeProvider.System, code, Limit.Token)); }
        await Eventually.True(() => TimeProvider.System.GetUtcNow() > end.AddSeconds(2));
        site.Gateway.CertificateEnd = null;

        await using GatewayEars ears = await site.ListenAsync();
        await site.StartAgentAsync();
        await Eventually.True(() => ears.Of(Messaging.UpKind.Link).Any(link => link.Payload[0] == 1));
        Assert.Equal(1, site.Gateway.Renewals);
    }

    [Fact]
    public async Task A_key_list_counts_only_with_the_sites_root_and_a_higher_number()
    {
        await using Site site = await Site.EnrolledAsync();
        using AgentIdentity identity = AgentIdentity.Load(Path.Combine(site.DataFolder, "identity"));
        string file = Path.Combine(site.DataFolder, "key-list");
        KeyListHolder holder = new(file, () => site.Authority.RootFingerprint);
        using ECDsa rogue = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal(1UL, holder.Current!.Number);
        Assert.False(holder.Offer(site.Gateway.KeyListOf(9, rogue)));
        Assert.False(holder.Offer(site.Gateway.KeyListOf(1)));
        Assert.False(holder.Offer([1, 2, 3]));
        Assert.True(holder.Offer(site.Gateway.KeyListOf(3)));
        Assert.False(holder.Offer(site.Gateway.KeyListOf(2)));
        Assert.Equal(3UL, new KeyListHolder(file, () => site.Authority.RootFingerprint).Current!.Number);
        Assert.Null(new KeyListHolder(file, () => RandomNumberGenerator.GetBytes(32)).Current);
    }

    [Fact]
    public async Task Two_agents_cannot_use_one_folder()
    {
        await using Site site = await Site.UnenrolledAsync();
        using AgentFolder held = AgentFolder.Hold(site.Settings);
        Assert.Throws<Settings.SettingsException>(() => AgentFolder.Hold(site.Settings));
    }
}

/// <summary>The machine's clocks, moved ahead at will; timers run in real time.</summary>
internal sealed class JumpingTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
}
