namespace Secure.Vocabulary;

/// <summary>密级. A higher value is the stricter mark; a missing mark is never readable.</summary>
public enum Classification
{
    /// <summary>公开</summary>
    Public = 1,
    /// <summary>内部</summary>
    Internal = 2,
    /// <summary>秘密</summary>
    Confidential = 3,
    /// <summary>机密</summary>
    Secret = 4,
    /// <summary>绝密</summary>
    TopSecret = 5,
}

/// <summary>What must be proved before access.</summary>
public enum Tier
{
    /// <summary>Password session, active person, clearance, a permission that matches.</summary>
    One = 1,
    /// <summary>Tier 1 and a fresh biometric factor.</summary>
    Two = 2,
    /// <summary>Tier 2 and the post's scope, presence in an authorised room at its workstation, the schedule.</summary>
    Three = 3,
}

/// <summary>涉密等级: how deep a person's work goes into secrets. A higher value is the stricter.</summary>
public enum SecrecyLevel
{
    /// <summary>一般</summary>
    General = 1,
    /// <summary>重要</summary>
    Important = 2,
    /// <summary>核心</summary>
    Core = 3,
}

/// <summary>A proof of who someone is.</summary>
public enum Factor
{
    Password = 1,
    Face = 2,
    Fingerprint = 3,
    Badge = 4,
    Pin = 5,
}

/// <summary>What the enforcer must do for a permit to count.</summary>
public enum Obligation
{
    RecordVideo = 1,
    TwoPerson = 2,
    Watermark = 3,
    Escort = 4,
    ReadOnly = 5,
}

/// <summary>How far a time can be trusted.</summary>
public enum ClockQuality
{
    /// <summary>No signed gateway time has arrived since start.</summary>
    Unknown = 1,
    /// <summary>A signed gateway time has arrived since start.</summary>
    Synchronised = 2,
}

/// <summary>A classification's names and default tier.</summary>
public static class Marks
{
    /// <summary>The tier that a mark asks for unless the site tightens it: 秘密 1, 机密 2, 绝密 3.</summary>
    public static Tier DefaultTier(this Classification classification) => classification switch
    {
        Classification.Public or Classification.Internal or Classification.Confidential => Tier.One,
        Classification.Secret => Tier.Two,
        Classification.TopSecret => Tier.Three,
        _ => Tier.Three,
    };

    /// <summary>The Chinese mark as it is stamped.</summary>
    public static string Chinese(this Classification classification) => classification switch
    {
        Classification.Public => "公开",
        Classification.Internal => "内部",
        Classification.Confidential => "秘密",
        Classification.Secret => "机密",
        Classification.TopSecret => "绝密",
        _ => "未知",
    };
}
