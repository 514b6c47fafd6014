using Secure.TestKit;

namespace Secure.EndToEnd.Tests;

/// <summary>People stand in the log by their ids alone, whatever is done with them, and nothing there opens anything.</summary>
[Collection(nameof(RunningDemo))]
public sealed class LogWordsTests(RunningDemo demo)
{
    private const string Name = "诸葛静", Number = "SN-48213-77", Document = "110101199003078515";

    [Fact]
    public async Task Whatever_is_done_with_somebody_no_log_says_his_name_or_number_and_none_holds_a_password_or_a_token()
    {
        using TempFolder work = new();
        await demo.SignInAllAsync();
        await File.WriteAllTextAsync(work["one.csv"], $"id,name,staff_number,department,document_number\r\nquiet-one,{Name},{Number},research,{Document}\r\n", TestContext.Current.CancellationToken);
        await DoAsync("--as", "admin", "people", "import", work["one.csv"]);
        await demo.Site.ByTwoAsync("grant-role", "quiet-one", "Guard", "--reason", "night shift");
        await demo.Site.ByTwoAsync("withdraw-role", "quiet-one", "Guard", "--reason", "morning");
        Assert.NotEqual(0, (await demo.Site.RunAsync("not-the-password\n", ["ctl", "sign-in", "chen"])).ExitCode);
        await DoAsync("--as", "admin", "person", "leave", "quiet-one", "--reason", "left");
        await LogWords.AssertNoneAsync(demo.Site, Name, Number, Document, "not-the-password");
    }

    private async Task DoAsync(params string[] arguments)
    {
        CommandResult done = await demo.Site.CtlAsync(arguments);
        Assert.True(done.ExitCode == 0, done.All);
    }
}
