using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics;

/// <summary>What the host last said that it can do.</summary>
internal sealed class HostStatus
{
    private readonly ILogger<HostStatus> _log;
    private BiometricsStatus _now;

    public HostStatus(BiometricsHostOptions options, ILogger<HostStatus> log)
    {
        _log = log;
        Sentence why = options.Host is null
            ? new("未配置识别引擎（Biometrics:Host）", "no biometrics host is configured (Biometrics:Host)")
            : new("识别引擎正在启动", "the biometrics host is starting");
        _now = new(EngineStatus.Off(why), EngineStatus.Off(why));
    }

    internal BiometricsStatus Now => Volatile.Read(ref _now);

    internal event Action? Changed;

    internal void Up(BiometricMessages.Status said)
    {
        BiometricsStatus now = new(HostMapping.EngineOf(said.Face), HostMapping.EngineOf(said.Fingerprint));
        Say("face", now.Face);
        Say("fingerprint", now.Fingerprint);
        Change(now);
    }

    internal void Down(Sentence why) => Change(new(EngineStatus.Off(why), EngineStatus.Off(why)));

    private void Say(string engine, EngineStatus now)
    {
        if (now.On) { _log.EngineOn(engine, now.Model); } else { _log.EngineOff(engine, now.Why!.En); }
    }

    private void Change(BiometricsStatus now)
    {
        Volatile.Write(ref _now, now);
        Changed?.Invoke();
    }
}
