using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>
/// Duress is a silent attribute of what happened, never a state that anybody sees. It goes into the record as an encrypted word
/// that stands in every such entry and that Alerts alone can read; the alert is part of that entry's commit.
/// </summary>
public interface IDuress
{
    /// <summary>A detail for the entry that decides: of one length, whichever it says.</summary>
    KeyValuePair<string, string> Note(string decisionId, bool duress);

    /// <summary>Somebody forces this person, and no officer has closed the alert yet. Quick, from memory.</summary>
    bool IsUnder(PersonId person);
}
