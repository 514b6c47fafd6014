using Secure.Gateway.Audit;
using Secure.Messaging;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>What an agent says about itself, as log entries. It writes what it likes, so each part is cut to a length.</summary>
internal static class Notices
{
    private const int CodeMax = 64;
    private const int WordsMax = 500;

    /// <summary>The kind of a notice that is no alarm.</summary>
    internal const string Kind = "device.notice";

    internal static AuditEvent Describe(AgentNotice notice, Envelope envelope) => new(AgentNotices.IsAlarm(notice.Code) ? AuditKinds.Alarm : Kind)
    {
        Device = envelope.Content.From.Text,
        Reasons = [Cut(notice.Code, CodeMax)],
        EventTime = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(envelope.Content.WallMs, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
        ClockQuality = envelope.Content.Quality.ToString().ToLowerInvariant(),
        SourceSequence = envelope.Content.Sequence,
        Details =
        [
            new("about", Cut(notice.About, CodeMax)), new("text", AlarmTexts.OfAgent(notice.Code, Cut(notice.Words, WordsMax))),
            .. envelope.Historical ? [new("historical", "true")] : Array.Empty<KeyValuePair<string, string>>(),
        ],
    };

    /// <summary>Cuts, and never through the middle of a character.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
