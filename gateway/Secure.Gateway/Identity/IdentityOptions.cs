using Microsoft.Extensions.Options;

namespace Secure.Gateway.Identity;

/// <summary>Section <c>Identity</c>. The figures for passwords are from secondary sources of the secrecy rules, so a site may change them.</summary>
public sealed class IdentityOptions
{
    /// <summary>
    /// True exempts accounts from first-use change and password age. Counts only in a store that was created with it,
    /// and is refused at start in any other. Default false.
    /// </summary>
    public bool Demo { get; set; }

    /// <summary>A session ends this long after its last call. Default 30 min, 1 min to 8 h.</summary>
    public TimeSpan SessionIdleMax { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A session ends this long after sign-in, whatever happens. Default 12 h, 1 min to 24 h.</summary>
    public TimeSpan SessionMax { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Life of a session handle. Default 15 min, 1 s to 15 min.</summary>
    public TimeSpan HandleMax { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Shortest password of persons cleared up to 秘密, in characters. Default 8, 8 to 64.</summary>
    public int ConfidentialLengthMin { get; set; } = 8;

    /// <summary>Oldest password of persons cleared up to 秘密. Default 30 days, 1 to 366.</summary>
    public TimeSpan ConfidentialAgeMax { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Shortest password of officers and persons cleared for 机密 or 绝密, in characters. Default 10, 10 to 64.</summary>
    public int SecretLengthMin { get; set; } = 10;

    /// <summary>Oldest password of officers and persons cleared for 机密 or 绝密. Default 7 days, 1 to 366.</summary>
    public TimeSpan SecretAgeMax { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many of one's last passwords a new one must differ from, the present one included. Default 5, 1 to 24.</summary>
    public int PasswordHistory { get; set; } = 5;

    /// <summary>Sign-ins that one network address may try in a burst, 1 to 1,000. Default 20.</summary>
    public int SignInBurst { get; set; } = 20;

    /// <summary>Further sign-ins per second and address, above 0 to 1,000. Default 2.</summary>
    public double SignInPerSecond { get; set; } = 2;

    /// <summary>
    /// Origin of the console's page as officers' browsers see it, as <c>https://secure.example:7443</c>: passkeys are bound
    /// to it, its host being a domain name, never an address. Default empty: <c>https://localhost</c> with Gateway:Port.
    /// Another origin later makes every passkey worthless.
    /// </summary>
    public string PageOrigin { get; set; } = "";

    internal sealed class Validator : IValidateOptions<IdentityOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdentityOptions options)
        {
            List<string> faults = [];
            void Span(string what, TimeSpan value, TimeSpan from, TimeSpan to)
            {
                if (value < from || value > to) { faults.Add($"Identity:{what} must be {from} to {to}."); }
            }
            Span(nameof(SessionIdleMax), options.SessionIdleMax, TimeSpan.FromMinutes(1), TimeSpan.FromHours(8));
            Span(nameof(SessionMax), options.SessionMax, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24));
            Span(nameof(HandleMax), options.HandleMax, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
            Span(nameof(ConfidentialAgeMax), options.ConfidentialAgeMax, TimeSpan.FromDays(1), TimeSpan.FromDays(366));
            Span(nameof(SecretAgeMax), options.SecretAgeMax, TimeSpan.FromDays(1), TimeSpan.FromDays(366));
            if (options.ConfidentialLengthMin is < 8 or > 64) { faults.Add("Identity:ConfidentialLengthMin must be 8 to 64."); }
            if (options.SecretLengthMin is < 10 or > 64) { faults.Add("Identity:SecretLengthMin must be 10 to 64."); }
            if (options.PasswordHistory is < 1 or > 24) { faults.Add("Identity:PasswordHistory must be 1 to 24."); }
            if (options.SignInBurst is < 1 or > 1000) { faults.Add("Identity:SignInBurst must be 1 to 1,000."); }
            if (options.SignInPerSecond is not (> 0 and <= 1000)) { faults.Add("Identity:SignInPerSecond must be above 0, at most 1,000."); }
            if (options.PageOrigin.Length > 0 && !Passkeys.RelyingParty.IsOrigin(options.PageOrigin)) { faults.Add("Identity:PageOrigin must be https:// and a domain name, with a port where it is not 443, and nothing after it."); }
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
