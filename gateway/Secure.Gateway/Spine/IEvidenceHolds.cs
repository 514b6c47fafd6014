namespace Secure.Gateway.Spine;

/// <summary>Says which evidence must not be dropped, however old it is.</summary>
public interface IEvidenceHolds
{
    /// <summary>Ids of all evidence that an open alert names.</summary>
    IReadOnlySet<string> Held();

    /// <summary>Ids of the alerts that name this piece, open or closed.</summary>
    IReadOnlyList<string> Naming(string evidence);
}
