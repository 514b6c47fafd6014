namespace Secure.Gateway.Audit;

/// <summary>Counts refusals of callers that have not shown who they are, so that their noise cannot fill the disk.</summary>
public interface IRefusalCounter
{
    /// <summary>Counts one. The log gets at most one entry per source in 10 s, with the number of refusals.</summary>
    /// <param name="source">The network address, or what else is known of the source; cut at 64 characters.</param>
    /// <param name="reason">A stable reason code.</param>
    void Count(string source, string reason);
}
