namespace Secure.Gateway.Telemetry;

/// <summary>Section <c>Telemetry</c>: where traces and metrics are sent.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Address of an OTLP receiver over HTTP with protobuf, as <c>http://localhost:4318</c>. Default none: nothing is sent.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>Every fault in words, none when the options can be used.</summary>
    public IReadOnlyList<string> Faults() =>
        OtlpEndpoint.Length == 0 || (Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true }))
            ? []
            : ["Telemetry:OtlpEndpoint must be an https address, or http on loopback."];
}
