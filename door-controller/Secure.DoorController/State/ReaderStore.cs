using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Osdp;
using Secure.Vocabulary;

namespace Secure.DoorController.State;

/// <summary>
/// What is known of each reader: which device it is, and its keys, sealed under a key that is derived from the
/// controller's own. A key is made here and goes nowhere but to its reader. Every write is on disk before it returns.
/// </summary>
internal sealed class ReaderStore : IDisposable
{
    private const string Name = "readers";
    private const int NonceLength = 12, TagLength = 16;
    private static readonly byte[] Purpose = "secure/door-controller/reader-keys/1"u8.ToArray();

    private readonly string _path;
    private readonly AesGcm _seal;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, StoredReader> _readers;

    private ReaderStore(string path, AesGcm seal, Dictionary<string, StoredReader> readers) => (_path, _seal, _readers) = (path, seal, readers);

    /// <param name="folder">The controller's state folder, with its key in it.</param>
    /// <exception cref="IOException">The content cannot be read, or is not ours: nobody talks to readers by guess.</exception>
    public static ReaderStore Open(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            StoredReader[] stored = File.Exists(path) ? StoredReader.ReadAll(File.ReadAllBytes(path)) : [];
            ReaderStore store = new(path, Sealing(Path.Combine(folder, "key")), stored.ToDictionary(r => r.Id, StringComparer.Ordinal));
            foreach (StoredReader reader in stored)
            {
                store.Unseal(reader, reader.Key)?.Dispose();
                store.Unseal(reader, reader.Next)?.Dispose();
            }
            return store;
        }
        catch (Exception spoilt) when (spoilt is JsonException or CryptographicException or OverflowException or ArgumentException)
        {
            throw new IOException($"{path}: {spoilt.Message}", spoilt);
        }
    }

    /// <summary>As what the panel talks to a reader of the configuration.</summary>
    public OsdpReaderSettings Settings(ReaderEntry reader)
    {
        ReaderId id = ReaderId.Parse(reader.Id);
        return new OsdpReaderSettings((byte)reader.Address, reader.Crc)
        {
            Key = Key(id),
            NextKey = NextKey(id),
            NextKeySent = NextKeySent(id),
            Known = Known(id),
            SecureRequired = reader.Secure == LinePolicy.Required || WasErased(id),
        };
    }

    public ReaderIdentity? Known(ReaderId reader) => Of(reader).Identity;

    public OsdpKey? Key(ReaderId reader) => Unseal(Of(reader), Of(reader).Key);

    /// <summary>The key that was on its way when the controller last stopped.</summary>
    public OsdpKey? NextKey(ReaderId reader) => Unseal(Of(reader), Of(reader).Next);

    /// <summary>True where that key has been sent, so that the reader may hold it.</summary>
    public bool NextKeySent(ReaderId reader) => !Of(reader).NextUnsent;

    /// <summary>The reader said what it is.</summary>
    public void Met(ReaderId reader, ReaderIdentity identity)
    {
        lock (_turn)
        {
            if (Of(reader).Identity != identity) { Save(Of(reader) with { Identity = identity }); }
        }
    }

    /// <summary>
    /// A fresh key for the reader, on disk before it is sent. One that is on its way already stays the one: the reader
    /// may hold it.
    /// </summary>
    public OsdpKey MakeNext(ReaderId reader)
    {
        lock (_turn)
        {
            if (NextKey(reader) is { } waiting) { return waiting; }
            OsdpKey key = OsdpKey.NewRandom();
            Save(Of(reader) with { Next = Seal(reader.Text, key), NextUnsent = true });
            return key;
        }
    }

    /// <summary>
    /// The key on its way is about to be sent. True once that is on disk; false where there is none any more, because it was
    /// erased. From any thread.
    /// </summary>
    public bool Sends(ReaderId reader)
    {
        lock (_turn)
        {
            if (Of(reader).Next is not { Length: > 0 }) { return false; }
            if (Of(reader).NextUnsent) { Save(Of(reader) with { NextUnsent = false }); }
            return true;
        }
    }

    /// <summary>The reader holds the key that was on its way; the one before is forgotten.</summary>
    public void Taken(ReaderId reader)
    {
        lock (_turn)
        {
            if (Of(reader).Next is { Length: > 0 } next) { Save(Of(reader) with { Key = next, Next = null, NextUnsent = false, WasErased = false }); }
        }
    }

    /// <summary>True where the reader had a key that was erased, and has none since.</summary>
    public bool WasErased(ReaderId reader) => Of(reader).WasErased;

    /// <summary>Every key is gone from disk when this returns; who the readers are is kept, and that they had a key.</summary>
    public void EraseKeys()
    {
        lock (_turn)
        {
            List<StoredReader> keyed = [.. _readers.Values.Where(r => r.Key is { Length: > 0 } || r.Next is { Length: > 0 })];
            if (keyed.Count == 0) { return; }
            foreach (StoredReader reader in keyed) { _readers[reader.Id] = Erased(reader); }
            DurableFile.ReplaceErasing(_path, Content());
        }
    }

    public void Dispose() => _seal.Dispose();

    private StoredReader Of(ReaderId reader) => _readers.GetValueOrDefault(reader.Text) ?? new StoredReader(reader.Text, null, null, null);

    private void Save(StoredReader reader)
    {
        _readers[reader.Id] = reader;
        DurableFile.Replace(_path, Content());
    }

    private static StoredReader Erased(StoredReader reader) =>
        reader with { Key = null, Next = null, NextUnsent = false, WasErased = reader.WasErased || reader.Key is { Length: > 0 } || !reader.NextUnsent };

    private byte[] Content() => StoredReader.WriteAll(_readers.Values);

    private byte[] Seal(string reader, OsdpKey key)
    {
        byte[] clear = new byte[OsdpKey.Length];
        key.CopyTo(clear);
        byte[] box = new byte[NonceLength + OsdpKey.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        _seal.Encrypt(box.AsSpan(0, NonceLength), clear, box.AsSpan(NonceLength, OsdpKey.Length), box.AsSpan(NonceLength + OsdpKey.Length), Encoding.ASCII.GetBytes(reader));
        CryptographicOperations.ZeroMemory(clear);
        return box;
    }

    private OsdpKey? Unseal(StoredReader reader, byte[]? box)
    {
        if (box is not { Length: > 0 }) { return null; }
        Span<byte> clear = stackalloc byte[OsdpKey.Length];
        _seal.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength, OsdpKey.Length), box.AsSpan(NonceLength + OsdpKey.Length), clear, Encoding.ASCII.GetBytes(reader.Id));
        OsdpKey key = OsdpKey.FromBytes(clear);
        CryptographicOperations.ZeroMemory(clear);
        return key;
    }

    private static AesGcm Sealing(string keyFile)
    {
        byte[] own = File.ReadAllBytes(keyFile);
        byte[] derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, own, 32, info: Purpose);
        AesGcm seal = new(derived, TagLength);
        CryptographicOperations.ZeroMemory(own);
        CryptographicOperations.ZeroMemory(derived);
        return seal;
    }
}
