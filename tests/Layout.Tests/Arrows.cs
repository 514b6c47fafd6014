namespace Secure.Layout.Tests;

/// <summary>
/// Which project may reference which: the plan of the building. What an arrow brings along is allowed, an unused arrow
/// too; a new project is a new line here.
/// </summary>
internal static class Arrows
{
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Secure.Vocabulary"] = [],
        ["Secure.Signatures"] = [],
        ["Secure.BiometricMessages"] = [],
        ["Grpc.Core.Api"] = [],
        ["Grpc.Net.Common"] = ["Grpc.Core.Api"],
        ["Secure.Grpc"] = ["Grpc.Core.Api", "Grpc.Net.Common"],
        ["Secure.TransparencyLog"] = ["Secure.Signatures"],
        ["Secure.Grants"] = ["Secure.Vocabulary", "Secure.Signatures"],
        ["Secure.DoorMessages"] = ["Secure.Vocabulary"],
        ["Secure.Gateway.Decisions"] = ["Secure.Vocabulary"],
        ["Secure.Gateway.Storage"] = ["Secure.Vocabulary"],
        ["Secure.Biometrics"] = ["Secure.Vocabulary"],
        ["Secure.EdgeAgent.Devices"] = ["Secure.Vocabulary"],
        ["Secure.Contracts"] = ["Secure.Vocabulary", "Secure.Grpc"],
        ["Secure.Messaging"] = ["Secure.Vocabulary", "Secure.Contracts", "Secure.DoorMessages", "Secure.Signatures"],
        ["Secure.Gateway"] =
        [
            "Secure.Contracts", "Secure.DoorMessages", "Secure.Grants", "Secure.Messaging", "Secure.TransparencyLog",
            "Secure.BiometricMessages", "Secure.Gateway.Decisions", "Secure.Gateway.Storage",
        ],
        ["Secure.Biometrics.Host"] = ["Secure.Biometrics", "Secure.BiometricMessages"],
        ["Secure.Ctl"] = ["Secure.Contracts", "Secure.TransparencyLog"],
        ["Secure.EdgeAgent"] = ["Secure.EdgeAgent.Devices", "Secure.Contracts", "Secure.DoorMessages", "Secure.Messaging", "Secure.TransparencyLog"],
        ["Secure.DoorController.Core"] = ["Secure.Vocabulary", "Secure.Grants", "Secure.DoorMessages"],
        ["Secure.DoorController"] = ["Secure.DoorController.Core"],
        ["Secure.DoorGuard"] = [],
        ["Secure.DoorTwin"] = [],
        ["Secure.OsdpTool"] = ["Secure.DoorController.Core"],
    };

    /// <summary>What may lie at the top of the checkout.</summary>
    public static readonly IReadOnlySet<string> TopLevel = new HashSet<string>(StringComparer.Ordinal)
    {
        "gateway", "edge-agent", "door-controller", "protos", "firmware-config", "tests", "Secure.sln", "README.md", "LICENSE", "secure",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt",
    };
}
