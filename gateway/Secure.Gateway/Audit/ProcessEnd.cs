namespace Secure.Gateway.Audit;

/// <summary>Ends the process when nobody knows any longer what the disk holds.</summary>
public interface IProcessEnd
{
    /// <summary>Does not wait for anything. The code is 70 (sysexits.h, EX_SOFTWARE), so that a supervisor starts it again.</summary>
    void End(string why);
}

internal sealed class ProcessEnd(ILogger<ProcessEnd> log) : IProcessEnd
{
    private const int Code = 70;

    public void End(string why)
    {
        log.Ending(why);
        // Not on the caller's thread: it may be the one that the exit would wait for.
        new Thread(() => Environment.Exit(Code)) { IsBackground = true }.Start();
    }
}
