using System.Net;

namespace Secure.Gateway;

/// <summary>Section <c>Gateway</c>: where the process listens.</summary>
public sealed class GatewayOptions
{
    /// <summary>Address of the TLS port. Default `localhost`: both loopback addresses; a real site names its own, or `any`.</summary>
    public string Address { get; set; } = "localhost";

    /// <summary>TCP port of gRPC over TLS, 1 to 65535. Default 7443.</summary>
    public int Port { get; set; } = 7443;

    /// <summary>TCP port of /healthz and /metrics, plain and on loopback only, 1 to 65535. Default 7445.</summary>
    public int HealthPort { get; set; } = 7445;

    /// <summary>How many witnesses must have spoken before the gateway serves, 0 to 16. Default 1; as many as are enrolled where that is fewer.</summary>
    public int WitnessesNeeded { get; set; } = 1;

    /// <summary>Days for which the contents of the log are kept at least, whatever two officers say: 180 to 36,500. Default 1,095.</summary>
    public int LogKeepDaysMin { get; set; } = 1_095;

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (Address is not ("localhost" or "any") && !IPAddress.TryParse(Address, out _)) { faults.Add("Gateway:Address must be localhost, any or an address."); }
        if (Port is < 1 or > 65535) { faults.Add("Gateway:Port must be 1 to 65535."); }
        if (HealthPort is < 1 or > 65535 || HealthPort == Port) { faults.Add("Gateway:HealthPort must be 1 to 65535 and another than Gateway:Port."); }
        if (WitnessesNeeded is < 0 or > 16) { faults.Add("Gateway:WitnessesNeeded must be 0 to 16."); }
        if (LogKeepDaysMin is < 180 or > 36_500) { faults.Add("Gateway:LogKeepDaysMin must be 180 to 36,500."); }
        return faults;
    }
}
