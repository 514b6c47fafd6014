using System.Buffers;
using Secure.Signatures;

namespace Secure.TransparencyLog.Tests;

/// <summary>A whole log in a temporary folder, as the gateway exports one. Deleted at the end.</summary>
internal sealed class LogFiles : IDisposable
{
    internal const string Origin = "example.com/log";

    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.FromSeed(new byte[32]);

    internal LogFiles(int size, Func<int, byte[]>? entry = null)
    {
        entry ??= i => MemoryHashes.Entry(i);
        Signer = new NoteSigner(Origin, _key);
        var tree = new TiledTree();
        for (var i = 0; i < size; i++)
        {
            tree.Append(Merkle.Leaf(entry(i)), (tile, hashes) => Write(tile.Path, hashes));
        }

        foreach (var (tile, hashes) in tree.Partials())
        {
            Write(tile.Path, hashes);
        }

        foreach (var bundle in Tile.AddedEntries(0, size))
        {
            var bytes = new ArrayBufferWriter<byte>();
            for (var i = 0; i < bundle.Width; i++)
            {
                EntryBundle.Append(bytes, entry((int)bundle.FirstEntry + i));
            }

            Write(bundle.Path, bytes.WrittenSpan);
        }

        Checkpoint = new Checkpoint(Origin, size, tree.Root);
        WriteCheckpoint(Checkpoint);
    }

    internal string Root { get; } = Directory.CreateTempSubdirectory("tlog-").FullName;

    internal NoteSigner Signer { get; }

    internal Checkpoint Checkpoint { get; }

    internal TileFolder Folder => new(Root);

    internal LogReport Verify() => new LogVerifier(Signer.VerifierKey, [], 0).Verify(Root, default);

    internal string[] Files() =>
        [.. Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal)];

    internal byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    internal void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    internal void Delete(string path) => File.Delete(Path.Combine(Root, path));

    internal void WriteCheckpoint(Checkpoint checkpoint)
    {
        var body = checkpoint.ToBody();
        Write(TileFolder.CheckpointName, SignedNote.Create(body, Signer.Sign(body)).ToBytes());
    }

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
