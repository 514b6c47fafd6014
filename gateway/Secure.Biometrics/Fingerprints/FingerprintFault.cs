using Secure.Vocabulary;

namespace Secure.Biometrics.Fingerprints;

/// <summary>Why a picture of a finger does not serve. About capture alone: it says nothing of whose finger it is.</summary>
public enum FingerprintFault
{
    /// <summary>Nothing with ridges is on the glass.</summary>
    NoFinger = 1,

    /// <summary>Too little contrast: too dry, or pressed too lightly.</summary>
    Faint = 2,

    /// <summary>Ridges run together: too wet, or pressed too hard.</summary>
    Smudged = 3,

    /// <summary>Only a part of the fingertip is in the picture.</summary>
    Partial = 4,

    /// <summary>Too few ridge endings and forks were found.</summary>
    FewDetails = 5,

    /// <summary>While enrolling: not the finger of the samples before.</summary>
    OtherFinger = 6,
}

/// <summary>What the person is told.</summary>
public static class FingerprintFaults
{
    public static Sentence Text(this FingerprintFault fault) => fault switch
    {
        FingerprintFault.NoFinger => new("没有检测到手指，请将手指放在采集面上", "no finger found: put the finger on the glass"),
        FingerprintFault.Faint => new("指纹太淡，请稍用力按压，手指过干可呵气后再试", "the print is faint: press a little harder; breathe on a dry finger"),
        FingerprintFault.Smudged => new("指纹模糊，请擦干手指和采集面，轻按后再试", "the print is smudged: dry the finger and the glass and press lightly"),
        FingerprintFault.Partial => new("只采到部分指纹，请将指腹平放在中央", "only a part is seen: lay the fingertip flat in the middle"),
        FingerprintFault.FewDetails => new("指纹细节太少，请平放手指并保持不动", "too few details: lay the finger flat and hold still"),
        FingerprintFault.OtherFinger => new("与前几次不是同一手指，请使用同一手指", "not the finger of the samples before: use the same one"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
