using Secure.Ctl.Commands;
using Secure.V1;

namespace Secure.Ctl.Tests;

public sealed class ShownTests
{
    [Theory]
    [InlineData("门被强行打开 · forced 𠮷", "门被强行打开 · forced 𠮷")]
    [InlineData("a\u001b[2Jb", "a\uFFFD[2Jb")]
    [InlineData("a\r\nb\tc", "a\uFFFD b\uFFFDc")]
    [InlineData("exe\u202Egpj\u200B\u2028", "exe\uFFFDgpj\uFFFD\uFFFD")]
    public void Text_from_elsewhere_cannot_steer_a_terminal(string text, string shown) => Assert.Equal(shown, Shown.Safe(text));

    [Fact]
    public void An_alerts_line_holds_no_control_character_whatever_a_device_wrote()
    {
        string line = AlertText.Line(new Alert { Id = "20300107-0001", Text = "\u001b]0;owned\u0007", Door = "a\u001bb", Count = 12, State = AlertState.Raised, Severity = AlertSeverity.Urgent });

        Assert.DoesNotContain(line, char.IsControl);
        Assert.Contains("×12", line, StringComparison.Ordinal);
        Assert.Contains("未签收", line, StringComparison.Ordinal);
    }
}
