using System.Text;
using Secure.Contracts;
using Secure.Gateway.Decisions;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Access;

/// <summary>A question as asked, its fields found well-formed.</summary>
/// <param name="Purpose">Null where none was given.</param>
internal readonly record struct Question(string Kind, string Id, string Action, ObligationSet Supported, string? Purpose)
{
    private const int PurposeBytesMax = 256;
    private const int ObligationsMax = 32;

    /// <exception cref="RefusedException">Names every field at fault.</exception>
    internal static Question Read(CheckItem? item, string at = "item")
    {
        if (item?.Resource is null) { throw AccessRefusals.Malformed(at + ".resource", "is missing"); }
        if (Faults(item, at) is { } faults) { throw AccessRefusals.Malformed(faults); }
        return new Question(item.Resource.Kind, item.Resource.Id, item.Action, SupportedBy(item), item.Purpose.Length == 0 ? null : item.Purpose);
    }

    private static List<FieldViolation>? Faults(CheckItem item, string at)
    {
        List<FieldViolation>? faults = null;
        Check(IsName(item.Action), at + ".action", "must be 1 to 63 of a-z, 0-9, '.', '_' and '-'", ref faults);
        Check(IsName(item.Resource.Kind), at + ".resource.kind", "must be 1 to 63 of a-z, 0-9, '.', '_' and '-'", ref faults);
        Check(IsName(item.Resource.Id), at + ".resource.id", "must be 1 to 63 of a-z, 0-9, '.', '_' and '-'", ref faults);
        Check(item.Purpose.Length <= PurposeBytesMax && Encoding.UTF8.GetByteCount(item.Purpose) <= PurposeBytesMax, at + ".purpose", "must be at most 256 bytes", ref faults);
        Check(item.SupportedObligations.Count <= ObligationsMax, at + ".supported_obligations", "must be at most 32", ref faults);
        return faults;
    }

    private static void Check(bool right, string field, string message, ref List<FieldViolation>? faults)
    {
        if (!right) { (faults ??= []).Add(new FieldViolation(field, message)); }
    }

    /// <summary>The alphabet of identifiers; the resource itself is looked up by its text.</summary>
    internal static bool IsName(string text) => PostId.TryParse(text, out _);

    /// <summary>An obligation that this gateway does not know cannot be asked for, so that a caller may be newer.</summary>
    private static ObligationSet SupportedBy(CheckItem item)
    {
        ObligationSet set = ObligationSet.None;
        for (int i = 0; i < item.SupportedObligations.Count; i++)
        {
            int value = (int)item.SupportedObligations[i];
            if (value is >= (int)Vocabulary.Obligation.RecordVideo and <= (int)Vocabulary.Obligation.ReadOnly) { set = set.With((Vocabulary.Obligation)value); }
        }
        return set;
    }
}
