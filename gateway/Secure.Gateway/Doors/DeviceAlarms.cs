using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>
/// Alarms about what devices send: at most one per source and reason in 10 s, so that noise cannot fill the disk. What
/// comes on top is counted.
/// </summary>
public sealed class DeviceAlarms(IAlarms alarms, IRefusalCounter refusals, ISite site, TimeProvider clock, ILogger<DeviceAlarms> log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private const int SourcesMax = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), long> _raised = [];

    /// <summary>Raises or counts, and lets the caller go on: for messages that nobody waits for.</summary>
    /// <param name="source">As claimed; a name that the site does not know is no name.</param>
    public void Count(DeviceId? source, string code) => _ = CountAsync(source, code);

    /// <summary>Raises or counts; false where an alarm could not be recorded.</summary>
    public Task<bool> RaiseAsync(string code, DeviceId source, DoorId? door, CancellationToken cancellation) => RaiseAsync(code, AlarmTexts.Of(code), source, door, cancellation);

    /// <inheritdoc cref="RaiseAsync(string, DeviceId, DoorId?, CancellationToken)"/>
    public async Task<bool> RaiseAsync(string code, string text, DeviceId source, DoorId? door, CancellationToken cancellation)
    {
        if (!IsDue(source.Text, code, mark: true)) { return true; }
        Alarm alarm = new(code, text) { Device = source.Text, Door = door?.Text };
        return await alarms.RaiseAsync(alarm, cancellation) is CommitOutcome.Committed;
    }

    /// <summary>Raises within a larger commit, or counts. Only the commit makes it raised: what fails is due again.</summary>
    public void Add(Draft draft, string code, DeviceId agent, DeviceId? controller)
    {
        if (!draft.IsFirst("alarm/" + agent.Text + "/" + code) || !IsDue(agent.Text, code, mark: false)) { return; }
        draft.Add(Entry(code, agent, controller));
        draft.After(() => IsDue(agent.Text, code, mark: true));
    }

    /// <summary>An alarm about a controller, as a log entry.</summary>
    public static AuditEvent Entry(string code, DeviceId agent, DeviceId? controller) => new(AuditKinds.Alarm)
    {
        Device = (controller ?? agent).Text,
        Reasons = [code],
        Details = [new("agent", agent.Text), new("text", AlarmTexts.Of(code))],
    };

    private async Task CountAsync(DeviceId? source, string code)
    {
        SiteSnapshot now = site.Current;
        bool known = source is not null && (now.Agents.ContainsKey(source) || now.Controllers.ContainsKey(source) || (ServiceId.TryParse(source.Text, out ServiceId? service) && now.Services.ContainsKey(service)));
        string name = known ? source!.Text : "unknown";
        if (!IsDue(name, code, mark: true)) { return; }
        try { await alarms.RaiseAsync(new Alarm(code, AlarmTexts.Of(code)) { Device = name }, CancellationToken.None); }
        catch (Exception fault) when (fault is not OperationCanceledException) { DoorsLog.AlarmFailed(log, code, fault); }
    }

    private bool IsDue(string source, string code, bool mark)
    {
        lock (_gate)
        {
            if (!_raised.TryGetValue((source, code), out long at) || clock.GetElapsedTime(at) >= Period)
            {
                if (!mark) { return true; }
                if (_raised.Count >= SourcesMax) { _raised.Clear(); }
                _raised[(source, code)] = clock.GetTimestamp();
                return true;
            }
        }
        refusals.Count(source, code);
        return false;
    }
}
