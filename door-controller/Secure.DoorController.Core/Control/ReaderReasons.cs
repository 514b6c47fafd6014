using Secure.DoorController.Core.Doors;
using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Control;

/// <summary>What the bus says of a reader, as the stable codes of the journal: cut, noise, swap and attack have each their own.</summary>
public static class ReaderReasons
{
    public const string Tampered = "reader";
    public const string HeadTampered = "reader_head";
    public const string HeadMissing = "reader_head_missing";
    public const string Power = "reader";
    public const string NoReader = "no_reader";

    public static string Of(OfflineReason reason) => reason switch
    {
        OfflineReason.Silent => Reasons.ReaderSilent,
        OfflineReason.Garbled => Reasons.ReaderGarbled,
        OfflineReason.Busy => "reader_busy",
        OfflineReason.WrongKey => "reader_wrong_key",
        OfflineReason.SecureRefused => "reader_secure_refused",
        OfflineReason.NoKey => "reader_no_key",
        OfflineReason.Swapped => "reader_swapped",
    };

    public static string Of(LineAttack attack) => attack switch
    {
        LineAttack.ForgedReplies => "forged_replies",
        LineAttack.EndlesslyBusy => "endlessly_busy",
        LineAttack.SessionLosses => "session_losses",
        LineAttack.KeyDenied => "key_denied",
    };
}

/// <summary>Hands readers their keys.</summary>
public interface IReaderInstall
{
    /// <summary>
    /// For five minutes the reader may be given a fresh key, also over the default one: two officers have said so. False
    /// for a reader without a secure channel.
    /// </summary>
    bool OpenWindow(ReaderId reader);

    /// <summary>
    /// Forgets every reader's key, on disk before it returns. A reader that had one stays out of service, and is never talked to
    /// in plain text, until it is installed anew.
    /// </summary>
    void EraseKeys();
}
