using Google.Protobuf.WellKnownTypes;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Fleet.Register;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Fleet;

/// <summary>One device as officers see it: what the register says, when it was heard, what it told of itself.</summary>
internal sealed class DeviceDescription(DeviceRegister register, LastHeard heard, DeviceReports reports, ISite site)
{
    public Device Of(string id, CertificateKind kind)
    {
        EnrolledDevice? device = register.Find(id);
        long? end = device?.Certificates.Where(c => c.RevokedAtMs is null).Select(c => (long?)c.NotAfterMs).Max();
        DeviceReport? report = DeviceId.TryParse(id, out DeviceId? name) ? reports.Of(name) : null;
        Device told = new()
        {
            Device_ = id,
            Kind = (DeviceKind)(int)kind,
            Enrolled = device is not null,
            Revoked = device is { RevokedAtMs: not null },
            Suspended = device is { SuspendedAtMs: not null, RevokedAtMs: null },
            CertificateExpiresAt = end is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToTimestamp() : null,
            LastHeard = heard.Of(id)?.ToTimestamp(),
            Report = report is null ? null : Reported(report),
        };
        if (kind == CertificateKind.Controller && name is not null) { told.Readers.AddRange(ReadersOf(name, report)); }
        return told;
    }

    private static V1.DeviceReport Reported(DeviceReport report) => new()
    {
        At = report.At.ToTimestamp(),
        Version = report.Version,
        Clock = (V1.ClockQuality)(int)report.Quality,
        ClockAhead = Duration.FromTimeSpan(report.ClockAhead),
        Outbox = report.Queues is not { } queues ? null : new OutboxDepth { EventsWaiting = queues.EventsWaiting, AlarmsWaiting = queues.AlarmsWaiting, FullestPercent = queues.FullestPercent },
        Filming = report.Queues?.Filmed is not { } filmed ? null : new Filming { Cameras = { filmed.Select(camera => CameraOf(camera, report.At)) } },
    };

    private static V1.FilmedCamera CameraOf(Messaging.FilmedCamera camera, DateTimeOffset told) => new()
    {
        Door = camera.Door.Text,
        Standing = (V1.CameraStanding)(int)camera.Standing,
        Since = camera.Standing == Messaging.CameraStanding.Films ? null : (told - camera.Silent).ToTimestamp(),
    };

    /// <summary>Every reader that the site puts at this controller's doors: what it does not tell of is unknown, not missing.</summary>
    private IEnumerable<DeviceReader> ReadersOf(DeviceId controller, DeviceReport? report) =>
        from door in site.Current.Doors.Values
        where door.Controller == controller
        from reader in door.Readers
        orderby door.Id.Text, reader.Id.Text
        select new DeviceReader { Reader = reader.Id.Text, Door = door.Id.Text, Line = LineOf(reader.Id, report) };

    private static V1.ReaderLine? LineOf(ReaderId reader, DeviceReport? report)
    {
        if (report?.Lines.FirstOrDefault(l => l.Reader == reader) is not { } now) { return null; }
        V1.ReaderLine line = new() { Answers = now.Answers, Secure = now.Secure, Asked = now.Asked, Failed = now.Failed, Spoilt = now.Spoilt };
        if (report.LinesBefore.FirstOrDefault(l => l.Reader == reader) is { } before && before.Asked <= now.Asked && before.Failed <= now.Failed && before.Spoilt <= now.Spoilt)
        {
            line.Lately = new LineCounts { Asked = now.Asked - before.Asked, Failed = now.Failed - before.Failed, Spoilt = now.Spoilt - before.Spoilt };
        }
        return line;
    }
}
