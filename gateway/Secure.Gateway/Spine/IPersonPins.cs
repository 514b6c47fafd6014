using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Spine;

/// <summary>Persons' PINs for doors. Nobody can read one out.</summary>
public interface IPersonPins
{
    /// <summary>False also where the record was altered, which raises an alarm.</summary>
    Task<bool> HasAsync(PersonId person, CancellationToken cancellation);

    /// <summary>Takes as long whatever the answer is.</summary>
    /// <param name="digits">ASCII digits as typed. Never kept.</param>
    Task<PinVerdict> VerifyAsync(PersonId person, ReadOnlyMemory<byte> digits, CancellationToken cancellation);

    /// <summary>What a controller compares the PIN with while it cannot ask; null where there is none, or the record was altered, which raises an alarm.</summary>
    Task<PinVerifiers?> VerifiersAsync(PersonId person, CancellationToken cancellation);

    /// <summary>What takes the person's record away where it was altered, which raises an alarm; null where it was not.</summary>
    Task<RowWrite?> AlteredAsync(PersonId person, CancellationToken cancellation);

    /// <summary>Somebody's PIN was set or taken away.</summary>
    event Action? Changed;
}

public enum PinVerdict
{
    Wrong,
    Right,
    /// <summary>Right, and typed under duress: whoever sees the person must see no difference.</summary>
    Duress,
}
