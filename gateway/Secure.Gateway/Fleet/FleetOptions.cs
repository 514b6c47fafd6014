using System.Net;
using Microsoft.Extensions.Options;

namespace Secure.Gateway.Fleet;

/// <summary>Section <c>Fleet</c>.</summary>
public sealed class FleetOptions
{
    /// <summary>The gateway's data folder, as given to <c>init</c>. A full path; no default.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Where the site root's key lies while it is reachable. A full path; default none: key lists then stay as they are.</summary>
    public string? RootFolder { get; set; }

    /// <summary>More DNS names and addresses for the certificates of gateway and broker, besides localhost, 127.0.0.1, ::1 and the host's name. Default none, at most 32.</summary>
    public IList<string> Names { get; } = [];

    /// <summary>Address that the broker listens on. Default 127.0.0.1.</summary>
    public string BrokerAddress { get; set; } = "127.0.0.1";

    /// <summary>TCP port of the broker's TLS listener, 1 to 65535. Default 18883, since Debian's own service may hold the usual ones.</summary>
    public int BrokerPort { get; set; } = 18883;

    /// <summary>
    /// Folder of all that the broker reads. A full path. Default: <c>broker</c> in <see cref="Folder"/>; run by root that
    /// is a link to a folder under /run, since the broker's own account cannot reach into a closed data folder.
    /// </summary>
    public string BrokerFolder { get; set; } = "";

    /// <summary>Account that the broker drops to when started as root. Default mosquitto.</summary>
    public string BrokerUser { get; set; } = "mosquitto";

    /// <summary>Enrolments that one network address may try in a burst, 1 to 1,000. Default 20.</summary>
    public int EnrollBurst { get; set; } = 20;

    /// <summary>Further enrolments per second and address, above 0 to 1,000. Default 1.</summary>
    public double EnrollPerSecond { get; set; } = 1;

    internal string Keys => Path.Combine(Folder, FleetFolders.Keys);

    internal string Broker => BrokerFolder.Length > 0 ? BrokerFolder : Path.Combine(Folder, FleetFolders.Broker);

    internal string Mqtt => Path.Combine(Folder, FleetFolders.Mqtt);

    internal sealed class Validator : IValidateOptions<FleetOptions>
    {
        public ValidateOptionsResult Validate(string? name, FleetOptions options)
        {
            List<string> faults = [];
            if (!Path.IsPathFullyQualified(options.Folder)) { faults.Add("Fleet:Folder must be a full path."); }
            if (options.RootFolder is { } root && !Path.IsPathFullyQualified(root)) { faults.Add("Fleet:RootFolder must be a full path."); }
            if (options.Names.Count > 32 || options.Names.Any(n => Uri.CheckHostName(n) is UriHostNameType.Unknown)) { faults.Add("Fleet:Names must be at most 32 host names or addresses."); }
            if (options.BrokerFolder.Length > 0 && !Path.IsPathFullyQualified(options.BrokerFolder)) { faults.Add("Fleet:BrokerFolder must be a full path."); }
            if (!IPAddress.TryParse(options.BrokerAddress, out _)) { faults.Add("Fleet:BrokerAddress must be an address."); }
            if (options.BrokerPort is < 1 or > 65535) { faults.Add("Fleet:BrokerPort must be 1 to 65535."); }
            if (options.BrokerUser.Length == 0 || !options.BrokerUser.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) { faults.Add("Fleet:BrokerUser must be an account's name."); }
            if (options.EnrollBurst is < 1 or > 1000) { faults.Add("Fleet:EnrollBurst must be 1 to 1,000."); }
            if (options.EnrollPerSecond is not (> 0 and <= 1000)) { faults.Add("Fleet:EnrollPerSecond must be above 0, at most 1,000."); }
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
