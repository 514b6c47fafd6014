namespace Secure.DoorGuard.Tests;

public class OptionsTests
{
    [Fact]
    public void The_whole_command_line()
    {
        Options options = Options.Of("--pins unix:/run/pins --lock a.s=0 --lock b.s=1 --once -- door --once --lock x".Split(' '))!;
        Assert.Equal("unix:/run/pins", options.Pins);
        Assert.Equal([new LockLine("a.s", 0), new LockLine("b.s", 1)], options.Locks);
        Assert.True(options.Once);
        Assert.Equal(["door", "--once", "--lock", "x"], options.Controller);
    }

    [Fact]
    public void Locks_on_the_boards_own_chip()
    {
        Options options = Options.Of("--pins gpio:pinctrl-bcm2711 --lock GPIO17@17=0 --lock GPIO27@27=1:open-drain -- door".Split(' '))!;
        Assert.Equal([new LockLine("GPIO17", 0, 17), new LockLine("GPIO27", 1, 27, "open-drain")], options.Locks);
        Assert.Equal("GPIO17@17=0 GPIO27@27=1:open-drain", string.Join(' ', options.Locks));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--pins gpio: --lock a@1=0 -- door")]
    [InlineData("--pins gpio:chip --lock a=0 -- door")]
    [InlineData("--pins gpio:chip --lock a@=0 -- door")]
    [InlineData("--pins gpio:chip --lock a@-1=0 -- door")]
    [InlineData("--pins gpio:chip --lock a@1=0:strong -- door")]
    [InlineData("--pins unix:/p --lock a@1=0 -- door")]
    [InlineData("--pins unix:/p --lock a=0:open-drain -- door")]
    [InlineData("--pins unix:/p --lock a=0")]
    [InlineData("--pins unix:/p --lock a=0 --")]
    [InlineData("--pins unix:/p -- door")]
    [InlineData("--lock a=0 -- door")]
    [InlineData("--pins /p --lock a=0 -- door")]
    [InlineData("--pins unix: --lock a=0 -- door")]
    [InlineData("--pins unix:/p --pins unix:/q --lock a=0 -- door")]
    [InlineData("--pins unix:/p --lock a=2 -- door")]
    [InlineData("--pins unix:/p --lock a -- door")]
    [InlineData("--pins unix:/p --lock =0 -- door")]
    [InlineData("--pins unix:/p --lock a=0 --lock a=1 -- door")]
    [InlineData("--pins unix:/p --lock a=0 --verbose -- door")]
    [InlineData("--pins unix:/p --lock -- door")]
    public void A_guard_that_would_have_to_guess_does_not_start(string line) => Assert.Null(Options.Of(line.Split(' ')));
}
