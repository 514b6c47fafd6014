using System.Globalization;
using System.Runtime.InteropServices;

namespace Secure.Gateway.Fleet.Broker;

/// <summary>Signals the running broker by the number in its pid file, and only if that process is a mosquitto.</summary>
internal sealed class BrokerProcess(FleetOptions options, ILogger<BrokerProcess> log)
{
    internal bool IsRunning => Try(PidFile, signal: 0) is null;

    /// <summary>Makes it read certificates, ACL and revocation list again. Live connections stay up.</summary>
    internal bool Reload() => Signal(Posix.Hangup);

    /// <summary>Ends it, and every connection with it; its supervisor starts it again. Nothing is lost: senders repeat what was not acknowledged.</summary>
    internal bool Restart() => Signal(Posix.Terminate);

    private string PidFile => Path.Combine(options.Broker, BrokerFiles.PidName);

    private bool Signal(int signal)
    {
        string? fault = Try(PidFile, signal);
        if (fault is not null) { log.BrokerNotSignalled(fault); }
        return fault is null;
    }

    private static string? Try(string path, int signal)
    {
        try
        {
            if (!int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int process) || process < 2) { return "the pid file holds no number"; }
            if (File.ReadAllText($"/proc/{process}/comm").Trim() != "mosquitto") { return $"process {process} is no mosquitto"; }
            return Posix.Signal(process, signal) == 0 ? null : $"kill failed with error {Marshal.GetLastPInvokeError()}";
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException) { return absent.Message; }
    }
}
