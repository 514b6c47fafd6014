using Secure.DoorController.Core.Control;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>The link region of a controller and, beside it, only what its inputs have told. Begins as a controller with a lease and nobody to ask.</summary>
internal sealed class WalkedLink
{
    private readonly LinkRegion _link = new();
    private LinkStanding? _told;
    private bool _isConnected;
    private bool _hasLease = true;
    private bool _waits;
    private TimeSpan _wordUntil;
    private TimeSpan _waitsUntil;
    private TimeSpan _briefUntil;
    private ulong _written;
    private ulong _acknowledged;

    public LinkStanding Standing { get; private set; } = LinkStanding.Degraded;

    /// <summary>Whether what the door's hours say may count.</summary>
    public bool HasPolicy => LinkRegion.HasPolicy(Standing);

    /// <summary>Takes a turn, and says which rule it breaks; null: none.</summary>
    public string? Take(LinkTurn turn, bool isTampered, TimeSpan now)
    {
        Note(turn, now);
        _link.Update(_isConnected, _acknowledged, _written, now);
        Standing = _link.Stand(isTampered, _hasLease);
        return Judge(isTampered, now) ?? JudgeTold(_link.Tell(Standing, now), now);
    }

    private void Note(LinkTurn turn, TimeSpan now)
    {
        switch (turn)
        {
            case LinkTurn.AgentComes: _isConnected = true; break;
            case LinkTurn.AgentGoes: _isConnected = false; break;
            case LinkTurn.Heard: Hear(now); break;
            case LinkTurn.Written: (_written, _waitsUntil, _waits) = (_acknowledged + 1, _waits ? _waitsUntil : now + LinkRegion.SilenceMax, true); break;
            case LinkTurn.Acknowledged when _waits:
                (_acknowledged, _waits) = (_written, false);
                _wordUntil = now + LinkRegion.SilenceMax;
                break;
            case LinkTurn.LeaseComes: _hasLease = true; break;
            case LinkTurn.LeaseEnds: _hasLease = false; break;
            default: break;
        }
    }

    private void Hear(TimeSpan now)
    {
        _link.Heard(now);
        _wordUntil = now + LinkRegion.SilenceMax;
    }

    private string? Judge(bool isTampered, TimeSpan now)
    {
        bool isHeard = _isConnected && now < _wordUntil;
        if (isTampered != (Standing == LinkStanding.Tampered)) { return "an open box stands otherwise than tampered"; }
        if (Standing == LinkStanding.Online && !(isHeard && (!_waits || now < _waitsUntil))) { return "online, and nobody is heard"; }
        if (!isTampered && isHeard && !_waits && Standing != LinkStanding.Online) { return "not online, though the gateway is heard and has everything"; }
        if (!isTampered && Standing is LinkStanding.Degraded or LinkStanding.Expired && _hasLease != (Standing == LinkStanding.Degraded)) { return "alone, and the lease does not decide"; }
        return _link.DueAt is { } due && due <= now ? "the end of the link is due already" : null;
    }

    private string? JudgeTold(LinkStanding? told, TimeSpan now)
    {
        bool isDown = Standing is LinkStanding.Degraded or LinkStanding.Expired, isFirst = _told is null && Standing == LinkStanding.Online;
        if (_link.IsOnline) { _briefUntil = now + LinkRegion.LossMin; }
        bool mustTell = _told is null ? Standing == LinkStanding.Tampered : Standing != _told && !(isDown && _told == LinkStanding.Online && now < _briefUntil);
        if (mustTell != (told is not null)) { return mustTell ? "how the link stands is not told" : "what has not changed of the link is told"; }
        if (told is not null && told != Standing) { return "the link is told otherwise than it stands"; }
        if (mustTell || isFirst) { _told = Standing; }
        return _told == _link.Told ? null : "what was told of the link is remembered otherwise";
    }
}
