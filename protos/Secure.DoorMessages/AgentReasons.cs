namespace Secure.DoorMessages;

/// <summary>The agent's own reason in a refusal that it sends to a controller. All others are the gateway's, which has them on record.</summary>
public static class AgentReasons
{
    /// <summary>No gateway has decided: it was not reached, or did not answer in time.</summary>
    public const string Unavailable = "unavailable";
}
