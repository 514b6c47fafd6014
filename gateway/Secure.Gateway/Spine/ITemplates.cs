using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>The biometric templates that persons are enrolled with.</summary>
public interface ITemplates
{
    /// <summary>
    /// The person's templates of one factor (face or fingerprint), decrypted for one use: dispose of the set when done.
    /// Empty where the person is not enrolled, or a stored template failed its integrity check, which raises an alarm.
    /// </summary>
    ValueTask<TemplateSet> OfAsync(PersonId person, Factor factor, CancellationToken cancellation);
}

/// <summary>Decrypted templates of one person; zeroed when disposed.</summary>
public sealed class TemplateSet(IReadOnlyList<BiometricTemplate> templates) : IDisposable
{
    public IReadOnlyList<BiometricTemplate> Templates => templates;

    public void Dispose()
    {
        foreach (BiometricTemplate template in templates) { template.Dispose(); }
    }

    public override string ToString() => "(templates)";
}
