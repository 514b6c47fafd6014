using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.Gateway.Identity;

/// <summary>
/// The verifiers of persons' PINs. Every row holds two, of a PIN and of a duress PIN, the second of nothing where there is none, and
/// is encrypted for its person: from the outside nobody sees who has a duress PIN, nor can try a million PINs on a stolen disk.
/// </summary>
/// <param name="key">32 bytes, derived from the site master key.</param>
internal sealed class PersonPins(IStore store, IAlarms alarms, Lazy<byte[]> key) : IPersonPins, IDisposable
{
    private const int NonceBytes = 12, TagBytes = 16;

    // Between two texts that never hold it, and whose length is always the same: so is the row's.
    private const char Between = ' ';

    // One hash at a time: 19 MiB, whoever stands at doors.
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<bool> HasAsync(PersonId person, CancellationToken cancellation) => (await ReadAsync(person, cancellation)).Verifiers is not null;

    public async Task<PinVerdict> VerifyAsync(PersonId person, ReadOnlyMemory<byte> digits, CancellationToken cancellation)
    {
        if ((await ReadAsync(person, cancellation)).Verifiers is not { } held) { return PinVerdict.Wrong; }
        await _one.WaitAsync(cancellation);
        try
        {
            // Both, always: how long it takes tells nothing.
            (bool right, bool duress) = await Task.Run(() => (Argon2.Verify(held.Pin, digits.Span), Argon2.Verify(held.Duress, digits.Span)), CancellationToken.None);
            return duress ? PinVerdict.Duress : right ? PinVerdict.Right : PinVerdict.Wrong;
        }
        finally { _one.Release(); }
    }

    public event Action? Changed;

    public async Task<PinVerifiers?> VerifiersAsync(PersonId person, CancellationToken cancellation) => (await ReadAsync(person, cancellation)).Verifiers;

    /// <summary>What was written is committed.</summary>
    internal void TellChanged() => Changed?.Invoke();

    public async Task<RowWrite?> AlteredAsync(PersonId person, CancellationToken cancellation) => (await ReadAsync(person, cancellation)).Version is null ? Remove(person, null) : null;

    /// <summary>The row's version; 0: there is none; null: it was altered, which raises an alarm.</summary>
    internal async Task<long?> VersionAsync(PersonId person, CancellationToken cancellation) => (await ReadAsync(person, cancellation)).Version;

    /// <param name="duress">Null: none.</param>
    internal RowWrite Write(PersonId person, string pin, string? duress, long version)
    {
        byte[] nothing = RandomNumberGenerator.GetBytes(32);
        PinVerifiers made = new(Hash(Encoding.ASCII.GetBytes(pin)), Hash(duress is null ? nothing : Encoding.ASCII.GetBytes(duress)));
        return new RowWrite(IdentityTables.Pins, person.Text, Seal(person, made), version) { Erase = true };
    }

    internal static RowWrite Remove(PersonId person, long? version) => new(IdentityTables.Pins, person.Text, null, version) { Erase = true };

    public void Dispose()
    {
        _one.Dispose();
        if (key.IsValueCreated) { CryptographicOperations.ZeroMemory(key.Value); }
    }

    private static string Hash(byte[] secret)
    {
        try { return Argon2.HashPin(secret); }
        finally { CryptographicOperations.ZeroMemory(secret); }
    }

    private async Task<(PinVerifiers? Verifiers, long? Version)> ReadAsync(PersonId person, CancellationToken cancellation)
    {
        RowRead read = await store.ReadRowAsync(IdentityTables.Pins, person.Text, cancellation);
        if (read is RowRead.Absent) { return (null, 0); }
        if (read is RowRead.Found found && Open(person, found.Row.Value) is { } held) { return (held, found.Row.Version); }
        await alarms.RaiseAsync(new Alarm("store.tampered", "PIN 记录被篡改 · the record of a PIN was altered") { Person = person.Text }, cancellation);
        return (null, null);
    }

    private byte[] Seal(PersonId person, PinVerifiers verifiers)
    {
        byte[] plain = Encoding.ASCII.GetBytes(verifiers.Pin + Between + verifiers.Duress);
        byte[] row = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(row.AsSpan(0, NonceBytes));
        using AesGcm cipher = new(key.Value, TagBytes);
        cipher.Encrypt(row.AsSpan(0, NonceBytes), plain, row.AsSpan(NonceBytes + TagBytes), row.AsSpan(NonceBytes, TagBytes), Bound(person));
        CryptographicOperations.ZeroMemory(plain);
        return row;
    }

    private PinVerifiers? Open(PersonId person, byte[] row)
    {
        if (row.Length <= NonceBytes + TagBytes) { return null; }
        byte[] plain = new byte[row.Length - NonceBytes - TagBytes];
        try
        {
            using AesGcm cipher = new(key.Value, TagBytes);
            cipher.Decrypt(row.AsSpan(0, NonceBytes), row.AsSpan(NonceBytes + TagBytes), row.AsSpan(NonceBytes, TagBytes), plain, Bound(person));
            return Encoding.ASCII.GetString(plain).Split(Between) is [var pin, var duress] ? new PinVerifiers(pin, duress) : null;
        }
        catch (CryptographicException) { return null; }
        finally { CryptographicOperations.ZeroMemory(plain); }
    }

    private static byte[] Bound(PersonId person) => Encoding.UTF8.GetBytes("secure pin v1\0" + person.Text);
}
