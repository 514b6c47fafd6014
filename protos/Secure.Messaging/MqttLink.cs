using Secure.Vocabulary;

namespace Secure.Messaging;

/// <summary>Where the broker is and who connects. TLS 1.3 with client certificate always; there is no plain form.</summary>
public sealed record MqttLink
{
    /// <summary>Largest payload that is sent or accepted, bytes: a signed envelope at its largest.</summary>
    public const int PayloadMax = 64 * 1024;

    /// <summary>Name or address of the broker; its certificate must carry it.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>The identity in the client certificate; it is the client id as well, so that nobody can take another's session.</summary>
    public required DeviceId Identity { get; init; }

    /// <summary>PEM file with the certificates that the broker's must chain to.</summary>
    public required string AuthorityFile { get; init; }

    /// <summary>PEM file with the client's certificate, then its issuers.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>PEM file with the client's private key, unencrypted, mode 0600.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Topic filters, subscribed with QoS 1 after every connect.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    public Will? Will { get; init; }

    /// <summary>Without traffic a ping goes out this often; the broker publishes the will after 1.5 times this. 5 s to 10 min.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two attempts to connect; the first is 250 ms and each next one doubles. 0.25 s to 5 min.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages that wait to be read, 1 to 100,000; more are dropped and counted.</summary>
    public int InboxMax { get; init; } = 1024;

    /// <summary>Every fault of these values, in words; empty when all are good.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        void Check(bool good, string fault) { if (!good) { faults.Add(fault); } }
        Check(Host.Length is > 0 and <= 253, "broker host: 1 to 253 characters");
        Check(Port is > 0 and <= 65535, "broker port: 1 to 65535");
        Check(KeepAlive >= TimeSpan.FromSeconds(5) && KeepAlive <= TimeSpan.FromMinutes(10), "keep-alive: 5 s to 10 min");
        Check(RetryMax >= TimeSpan.FromMilliseconds(250) && RetryMax <= TimeSpan.FromMinutes(5), "longest retry pause: 0.25 s to 5 min");
        Check(InboxMax is > 0 and <= 100_000, "inbox: 1 to 100000 messages");
        Check(Will is null || Will.Payload.Length <= PayloadMax, "will: at most 64 KiB");
        foreach (string file in (string[])[AuthorityFile, CertificateFile, KeyFile])
        {
            Check(File.Exists(file), $"no such file: {file}");
        }
        return faults;
    }
}
