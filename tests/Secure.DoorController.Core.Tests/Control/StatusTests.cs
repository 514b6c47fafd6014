using Secure.DoorController.Core.Control;
using Secure.DoorMessages;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

public sealed class StatusTests
{
    [Fact]
    public void An_agent_that_takes_it_is_told_every_thirty_seconds_how_the_controller_and_its_lines_do()
    {
        using TestController site = new(greeted: false);
        Greet(site, takesStatus: true);
        site.Ports.Lines = [new ReaderLine(TestController.VaultIn, true, true, 100, 2, 1)];
        Assert.Single(Told(site));

        site.Pass(TimeSpan.FromSeconds(29));
        Assert.Single(Told(site));
        site.Pass(TimeSpan.FromSeconds(6));

        Assert.Equal(2, Told(site).Count);
        ControllerStatus status = Told(site)[^1];
        Assert.Equal(("controller-1", "test-1", site.BootId), (status.Controller.Text, status.Version, status.BootId));
        Assert.Equal(site.Ports.Lines, status.Readers);
    }

    [Fact]
    public void An_older_agent_is_told_nothing_that_would_end_its_connection()
    {
        using TestController site = new();
        site.Pass(TimeSpan.FromMinutes(2));
        Assert.Empty(Told(site));
    }

    [Fact]
    public void A_new_connection_is_told_at_once_and_one_before_the_hello_nothing()
    {
        using TestController site = new(greeted: false);
        site.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(Told(site));
        Greet(site, takesStatus: true);
        site.Controller.AgentConnected(site.Ports);
        Greet(site, takesStatus: true);
        Assert.Equal(2, Told(site).Count);
    }

    [Fact]
    public void A_status_of_the_most_readers_with_the_longest_names_stays_below_the_limit_of_a_record()
    {
        using TestController site = new(greeted: false);
        site.Ports.Lines = [.. Enumerable.Range(0, 200).Select(i => new ReaderLine(ReaderId.Parse(new string('r', 60) + i.ToString("000")), true, true, 1, 1, 1))];
        Greet(site, takesStatus: true);
        Assert.InRange(Told(site).Single().Readers.Count, 80, ControllerStatus.ReadersMax);
    }

    private static void Greet(TestController site, bool takesStatus) => site.Say(new ToController { Hello = new AgentHello { Agent = "agent-1", TakesStatus = takesStatus } });

    private static List<ControllerStatus> Told(TestController site) =>
    [
        .. site.Ports.Sent.Where(m => m.MessageCase == FromController.MessageOneofCase.StatusRecord)
            .Select(m => Record.TryVerify(m.StatusRecord.Span, [site.PublicKey], out ControllerStatus? status) ? status : throw new FormatException()),
    ];
}
