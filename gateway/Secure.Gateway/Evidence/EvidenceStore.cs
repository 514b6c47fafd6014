using System.Security.Cryptography;
using Secure.Gateway.Spine;
using Secure.Vocabulary;

namespace Secure.Gateway.Evidence;

/// <summary>Keeps evidence: encrypts, writes, and says what came of it.</summary>
internal sealed class EvidenceStore(EvidenceFolder folder, IEvidenceKeys keys, TimeProvider clock, ILogger<EvidenceStore> log) : IEvidence, IDisposable
{
    internal const int ContentMax = 8 * 1024 * 1024;
    private const int MediaTypeMax = 64;

    private static readonly EvidenceKept.Lost BadItem = new("bad_item", new Sentence("证据内容为空或过大", "the item is empty or too large"));
    private static readonly EvidenceKept.Lost Full = new("disk_full", new Sentence("磁盘空间不足，证据未能保存", "there is no room on the disk; it could not be kept"));
    private static readonly EvidenceKept.Lost Failed = new("disk_failed", new Sentence("磁盘故障，证据未能保存", "the disk failed; it could not be kept"));
    private static readonly EvidenceKept.Lost NoKey = new("no_key", new Sentence("没有可用的证据密钥，证据未能保存", "there is no evidence key; it could not be kept"));

    private readonly Lock _gate = new();
    private (byte[] Key, EvidenceRecipient Recipient)? _recipient;

    public async ValueTask<EvidenceKept> KeepAsync(EvidenceItem item, CancellationToken cancellation)
    {
        if (item.Content.Length is 0 or > ContentMax || !IsMediaType(item.MediaType)) { return BadItem; }
        // Encrypting and waiting for the disk: not on a thread that answers calls.
        EvidenceKept kept = await Task.Run(() => Keep(item), cancellation);
        if (kept is EvidenceKept.Lost lost) { log.NotKept(lost.Code, item.Content.Length); }
        return kept;
    }

    public void Dispose() { lock (_gate) { _recipient?.Recipient.Dispose(); } }

    private EvidenceKept Keep(EvidenceItem item)
    {
        try
        {
            byte[] file = Seal(item);
            if (folder.Room < file.Length) { return Full; }
            string id = folder.Write(file);
            return new EvidenceKept.Kept(id, new EvidenceRow(id, item.MediaType, file.Length, item.TakenAt, clock.GetUtcNow()).ToRow());
        }
        catch (IOException fault)
        {
            log.WriteFailed(fault);
            return EvidenceFolder.IsFull(fault) ? Full : Failed;
        }
        catch (UnauthorizedAccessException fault) { log.WriteFailed(fault); return Failed; }
        catch (Exception fault) when (fault is CryptographicException or InvalidOperationException) { log.WriteFailed(fault); return NoKey; }
    }

    // Making the recipient costs a signature; the key changes once a year.
    private byte[] Seal(EvidenceItem item)
    {
        lock (_gate)
        {
            byte[] key = keys.EvidencePublicKey;
            if (_recipient is not { } known || !known.Key.AsSpan().SequenceEqual(key))
            {
                _recipient?.Recipient.Dispose();
                _recipient = known = (key, new EvidenceRecipient(key, clock.GetUtcNow()));
            }
            return EvidenceSeal.Seal(item, known.Recipient);
        }
    }

    private static bool IsMediaType(string text) =>
        text.Length is > 0 and <= MediaTypeMax && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '/' or '.' or '+' or '-');
}
