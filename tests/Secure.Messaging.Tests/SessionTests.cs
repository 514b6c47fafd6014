using System.Text;
using Secure.TestKit;

namespace Secure.Messaging.Tests;

public sealed class SessionTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_device_publishes_on_its_own_topic_and_the_gateway_hears_it()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);

        PublishAnswer answer = await device.PublishAsync(new(Topics.Event(BrokerFixture.One), "门开"u8.ToArray()), Limit.Token);

        Assert.Equal(new PublishAnswer(PublishStatus.Accepted, 0), answer);
        MqttMessage heard = await gateway.Messages.ReadAsync(Limit.Token);
        Assert.Equal(("dev/gate-1/up/event", "门开", false), (heard.Topic, Encoding.UTF8.GetString(heard.Payload), heard.Retained));
    }

    [Fact]
    public async Task A_device_may_not_use_anothers_topic()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);

        PublishAnswer foreign = await device.PublishAsync(new(Topics.Event(BrokerFixture.Two), new byte[] { 1 }), Limit.Token);
        PublishAnswer down = await device.PublishAsync(new(Topics.Command(BrokerFixture.One), new byte[] { 1 }), Limit.Token);
        await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[] { 2 }), Limit.Token);

        Assert.Equal(new PublishAnswer(PublishStatus.Refused, 135), foreign);
        Assert.Equal(135, down.Reason);
        Assert.Equal([2], (await gateway.Messages.ReadAsync(Limit.Token)).Payload);
    }

    [Fact]
    public async Task A_device_does_not_hear_what_is_meant_for_another()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway);
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One, "dev/#");

        await gateway.PublishAsync(new(Topics.Command(BrokerFixture.Two), new byte[] { 1 }), Limit.Token);
        await gateway.PublishAsync(new(Topics.Command(BrokerFixture.One), new byte[] { 2 }), Limit.Token);

        Assert.Equal([2], (await device.Messages.ReadAsync(Limit.Token)).Payload);
    }

    [Fact]
    public async Task A_device_that_claims_anothers_name_gets_only_its_own_branch_and_throws_nobody_off()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession victim = await site.ConnectAsync(BrokerFixture.Two);
        MqttLink liar = site.Link(BrokerFixture.Two) with
        {
            CertificateFile = site.Authority.CertificateFile("gate-1"),
            KeyFile = site.Authority.KeyFile("gate-1"),
        };
        IMqttSession device = await site.ConnectAsync(liar);

        PublishAnswer answer = await device.PublishAsync(new(Topics.Event(BrokerFixture.Two), new byte[] { 1 }), Limit.Token);

        Assert.Equal(135, answer.Reason);
        Assert.True((await victim.PublishAsync(new(Topics.Event(BrokerFixture.Two), new byte[] { 1 }), Limit.Token)).Accepted);
        Assert.Equal(1, await victim.WhenConnectedAsync(0, Limit.Token));
    }

    [Fact]
    public async Task A_killed_broker_is_found_again_and_nothing_sent_meanwhile_is_taken_as_sent()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);

        for (int round = 1; round <= 2; round++)
        {
            await site.Broker.KillAsync();
            await Eventually.True(() => !device.Connected && !gateway.Connected);
            PublishAnswer away = await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[] { 0 }), Limit.Token);
            Assert.Equal(PublishStatus.NotSent, away.Status);

            await site.Broker.StartAsync();
            Assert.True(await device.WhenConnectedAsync(round, Limit.Token) > round);
            await gateway.WhenConnectedAsync(round, Limit.Token);
            Assert.True((await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new[] { (byte)round }), Limit.Token)).Accepted);
            Assert.Equal([(byte)round], (await gateway.Messages.ReadAsync(Limit.Token)).Payload);
        }
    }

    [Fact]
    public async Task A_publication_under_way_when_the_broker_dies_is_answered_after_it_is_back()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);

        Task<PublishAnswer>[] answers = [.. Enumerable.Range(0, 2000).Select(_ =>
            device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[2000]), Limit.Token))];
        await site.Broker.KillAsync();
        await site.Broker.StartAsync();

        PublishAnswer[] all = await Task.WhenAll(answers);
        Assert.All(all, answer => Assert.NotEqual(PublishStatus.Refused, answer.Status));
        Assert.Contains(all, answer => answer.Accepted);
    }

    [Fact]
    public async Task The_broker_may_come_later_than_the_device()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        await site.Broker.KillAsync();
        IMqttSession device = site.Open(site.Link(BrokerFixture.One));
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        Assert.False(device.Connected);

        await site.Broker.StartAsync();
        Assert.Equal(1, await device.WhenConnectedAsync(0, Limit.Token));
    }

    [Fact]
    public async Task A_retained_state_is_marked_as_such_for_whoever_comes_later()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        await device.PublishAsync(new(Topics.State(BrokerFixture.One, BrokerFixture.Two), new byte[] { 7 }) { Retain = true }, Limit.Token);

        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);
        MqttMessage old = await gateway.Messages.ReadAsync(Limit.Token);
        await device.PublishAsync(new(Topics.State(BrokerFixture.One, BrokerFixture.Two), new byte[] { 8 }) { Retain = true }, Limit.Token);
        MqttMessage live = await gateway.Messages.ReadAsync(Limit.Token);

        Assert.Equal((true, 7), (old.Retained, old.Payload[0]));
        Assert.Equal((false, 8), (live.Retained, live.Payload[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_will_tells_that_a_device_is_gone_whether_it_said_goodbye_or_not(bool goodbye)
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);
        await using Wire wire = new(site.Broker.Port);
        IMqttSession device = await site.ConnectAsync(site.Link(BrokerFixture.One) with
        {
            Port = wire.Port,
            RetryMax = TimeSpan.FromMinutes(1),
            Will = new Will(Topics.Link(BrokerFixture.One), [0]),
        });

        if (goodbye) { await device.DisposeAsync(); } else { await wire.DisposeAsync(); }

        MqttMessage will = await gateway.Messages.ReadAsync(Limit.Token);
        Assert.Equal(("dev/gate-1/up/link", 0), (will.Topic, will.Payload[0]));
    }

    [Fact]
    public async Task An_expired_message_is_not_delivered_to_a_late_subscriber()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        await device.PublishAsync(new(Topics.State(BrokerFixture.One, BrokerFixture.One), new byte[] { 1 }) { Retain = true, Expiry = TimeSpan.FromSeconds(1) }, Limit.Token);
        await device.PublishAsync(new(Topics.Link(BrokerFixture.One), new byte[] { 2 }) { Retain = true }, Limit.Token);
        await Task.Delay(TimeSpan.FromSeconds(2.5), TimeProvider.System);

        IMqttSession gateway = await site.ConnectAsync(BrokerFixture.Gateway, Topics.AllUp);

        Assert.Equal([2], (await gateway.Messages.ReadAsync(Limit.Token)).Payload);
    }

    [Fact]
    public async Task Without_a_certificate_of_the_site_there_is_no_connection()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        using TempFolder elsewhere = new();
        using TestAuthority rogue = new(elsewhere.Path, TimeProvider.System.GetUtcNow());
        rogue.Issue("gate-1").Dispose();
        IMqttSession device = site.Open(site.Link(BrokerFixture.One) with
        {
            CertificateFile = rogue.CertificateFile("gate-1"),
            KeyFile = rogue.KeyFile("gate-1"),
        });
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.False(device.Connected);
    }

    [Fact]
    public async Task A_broker_of_another_authority_is_not_spoken_to()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        using TempFolder elsewhere = new();
        using TestAuthority rogue = new(elsewhere.Path, TimeProvider.System.GetUtcNow());
        IMqttSession device = site.Open(site.Link(BrokerFixture.One) with { AuthorityFile = rogue.AuthoritiesFile });
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.False(device.Connected);
    }

    [Fact]
    public async Task A_device_certificate_cannot_play_the_broker()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        await site.Broker.KillAsync();
        File.Copy(site.Authority.CertificateFile("gate-2"), site.Authority.CertificateFile("broker"), overwrite: true);
        File.Copy(site.Authority.KeyFile("gate-2"), site.Authority.KeyFile("broker"), overwrite: true);
        await site.Broker.StartAsync();
        IMqttSession device = site.Open(site.Link(BrokerFixture.One));
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.False(device.Connected);
    }

    [Fact]
    public async Task A_revoked_device_cannot_come_back()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        using (var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(site.Authority.CertificateFile("gate-1")))
        {
            site.Authority.Revoke(certificate);
        }
        site.Broker.Reload();
        await site.Broker.KillAsync();
        await site.Broker.StartAsync();
        await site.ConnectAsync(BrokerFixture.Two);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        Assert.False(device.Connected);
    }

    [Fact]
    public async Task A_full_inbox_drops_and_counts_instead_of_stalling_the_connection()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession gateway = await site.ConnectAsync(site.Link(BrokerFixture.Gateway, Topics.AllUp) with { InboxMax = 3 });
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        for (byte i = 0; i < 10; i++) { await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new[] { i }), Limit.Token); }

        await Eventually.True(() => gateway.Dropped == 7);
        Assert.Equal([0], (await gateway.Messages.ReadAsync(None)).Payload);
        Assert.True(gateway.Connected);
    }

    [Fact]
    public async Task A_payload_over_the_limit_is_not_sent()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        Assert.Equal(PublishStatus.NotSent, (await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[MqttLink.PayloadMax + 1]), Limit.Token)).Status);
        Assert.True((await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[MqttLink.PayloadMax]), Limit.Token)).Accepted);
    }

    [Fact]
    public async Task A_disposed_session_sends_nothing_and_ends_its_readers()
    {
        await using BrokerFixture site = await BrokerFixture.StartAsync();
        IMqttSession device = await site.ConnectAsync(BrokerFixture.One);
        Task<int> waiting = device.WhenConnectedAsync(1, Limit.Token);
        await device.DisposeAsync();

        Assert.Equal(PublishStatus.NotSent, (await device.PublishAsync(new(Topics.Event(BrokerFixture.One), new byte[1]), Limit.Token)).Status);
        Assert.False(await device.Messages.WaitToReadAsync(Limit.Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public void Every_fault_of_a_link_is_named_at_once()
    {
        MqttLink link = new()
        {
            Host = "",
            Port = 0,
            Identity = BrokerFixture.One,
            AuthorityFile = "/nowhere/a",
            CertificateFile = "/nowhere/b",
            KeyFile = "/nowhere/c",
            KeepAlive = TimeSpan.Zero,
            RetryMax = TimeSpan.Zero,
            InboxMax = 0,
        };
        Assert.Equal(8, link.Faults().Count);
    }
}
