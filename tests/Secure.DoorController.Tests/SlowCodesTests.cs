using System.Text;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Hosting;
using Secure.DoorController.Native;

namespace Secure.DoorController.Tests;

public sealed class SlowCodesTests : IDisposable
{
    // argon2 somesalt -id -t 1 -m 8 -p 1, of the code 1234567890.
    private const string Right = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$KxWPnAee01/Asy3OCKDKemt36clmIXuMSous4LrNc60";
    private static readonly string Other = Right[..^4] + "AAAA";

    private readonly StringWriter _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_library_tells_which_verifier_fits()
    {
        Assert.True(Codes().Works);
        Assert.Equal(1, await AskAsync(Codes(), "1234567890", Other, Right));
        Assert.Null(await AskAsync(Codes(), "1234567891", Other, Right));
        Assert.Empty(_log.ToString());
    }

    [Fact]
    public async Task Where_the_library_is_gone_the_answer_comes_and_says_so()
    {
        SlowCodes codes = Codes((_, _) => throw new DllNotFoundException("libargon2.so.1 is not here"));
        Assert.False(codes.Works);
        Assert.Equal(ISlowCodes.NotCompared, await AskAsync(codes, "1234567890", Other, Right));
        Assert.Contains("D018", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("libargon2.so.1 is not here", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_fails_has_called_no_code_wrong()
    {
        // ARGON2_MEMORY_ALLOCATION_ERROR.
        SlowCodes codes = Codes((_, _) => -22);
        Assert.False(codes.Works);
        Assert.Equal(ISlowCodes.NotCompared, await AskAsync(codes, "1234567890", Other, Right));
    }

    [Fact]
    public void A_library_to_which_every_code_is_right_does_not_work() => Assert.False(Codes((_, _) => 0).Works);

    private SlowCodes Codes(Func<byte[], string, int>? verify = null) => new(static answer => answer(), new ControllerLog(_log), verify);

    private static async Task<int?> AskAsync(SlowCodes codes, string code, params string[] verifiers)
    {
        TaskCompletionSource<int?> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] typed = Encoding.ASCII.GetBytes(code);
        codes.Check(typed, verifiers, answered.SetResult);
        int? fits = await answered.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.All(typed, b => Assert.Equal(0, b));
        return fits;
    }
}
