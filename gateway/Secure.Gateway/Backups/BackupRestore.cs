using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Secure.Gateway.Evidence;
using Secure.Gateway.Fleet;
using Secure.Gateway.Fleet.Keys;
using Secure.Gateway.Storage;
using Secure.Signatures;
using Secure.TransparencyLog;

namespace Secure.Gateway.Backups;

/// <summary>
/// <c>secure-gateway restore</c>: puts a backup into a data folder that has neither store nor log, after checking all of its
/// log. The keys that lie there stay; where there are none, the wrapped ones of the backup are put there and wait for the
/// master key, which is in no backup.
/// </summary>
internal static class BackupRestore
{
    internal const string MarkerName = "restored.json";
    private const string Unfinished = ".restoring";

    /// <summary>Exit code: 0 done, 1 the backup or the disk is no good, 2 wrong arguments or a folder in use.</summary>
    internal static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is not ["--from", { Length: > 0 } from, "--data", { Length: > 0 } data])
        {
            errors.WriteLine("用法 · usage: secure-gateway restore --from BACKUP --data DIR");
            return 2;
        }
        string store = Path.Combine(data, "store"), log = Path.Combine(data, BackupMaker.LogPart), evidence = Path.Combine(data, BackupMaker.EvidencePart);
        if (new[] { store, log, evidence }.FirstOrDefault(Path.Exists) is { } taken)
        {
            errors.WriteLine($"已存在，未作改动（请先移走） · exists already, nothing was changed (move it away first): {taken}");
            return 2;
        }
        try
        {
            BackupLabel label = Check(from);
            Put(from, data, label, store, log, evidence);
            output.WriteLine($"已恢复 · restored: {label.Site}, {label.MadeAt:yyyy-MM-dd HH:mm:ss}Z, {label.LogSize} 条记录 · entries, {label.LogRoot}");
            if (!File.Exists(Path.Combine(data, FleetFolders.Keys, KeyFolder.MasterName)))
            {
                output.WriteLine($"请放入主密钥 · now put the master key there: {Path.Combine(data, FleetFolders.Keys, KeyFolder.MasterName)} (0600)");
            }
            return 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException)
        {
            errors.WriteLine("恢复失败，未作改动 · not restored, nothing was changed: " + failed.Message);
            return 1;
        }
    }

    private static BackupLabel Check(string from)
    {
        BackupLabel label = BackupLabel.Read(from) ?? throw new IOException($"{from} holds no whole backup.");
        if (label.Layout != BackupLabel.Known) { throw new IOException($"The backup has layout {label.Layout}; this program knows {BackupLabel.Known}."); }
        if (!File.Exists(Path.Combine(from, SqliteStore.FileName))) { throw new IOException($"The backup lacks {SqliteStore.FileName}."); }
        KeyList list = ListOf(Path.Combine(from, BackupMaker.KeysPart));
        LogReport[] reports = [.. list.Keys.Where(k => k.Purpose == KeyPurpose.Log).Select(k => VerifyUnder(k, label, from))];
        if (!reports.Any(r => r.IsGood)) { throw new IOException($"The backup's log is not good: {reports.SelectMany(r => r.Faults).Select(f => $"{f.Kind} in {f.Path}").FirstOrDefault("no key")}."); }
        return label;
    }

    private static LogReport VerifyUnder(ListedKey key, BackupLabel label, string from)
    {
        if (!Ed25519PublicKey.TryParse(key.PublicKey, out Ed25519PublicKey? parsed)) { throw new IOException("The backup's key list names a key that is none."); }
        return new LogVerifier(VerifierKey.Create(label.LogOrigin, NoteKeyKind.Ed25519, parsed), [], 0).Verify(Path.Combine(from, BackupMaker.LogPart), CancellationToken.None);
    }

    private static KeyList ListOf(string keys)
    {
        using X509Certificate2 root = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(keys, KeyFolder.RootName)));
        byte[] signed = File.ReadAllBytes(Path.Combine(keys, KeyFolder.ListName));
        return KeyList.TryVerify(signed, KeyList.Fingerprint(root.PublicKey.ExportSubjectPublicKeyInfo()), out KeyList? list) ? list : throw new IOException("The backup's key list is not signed by its root.");
    }

    /// <summary>Under other names first: a restore that was broken off leaves nothing that looks like a store.</summary>
    private static void Put(string from, string data, BackupLabel label, string store, string log, string evidence)
    {
        PrivateFile.MakeFolder(data);
        string[] parts = [store, log, evidence];
        foreach (string part in parts.Where(p => Directory.Exists(p + Unfinished))) { Directory.Delete(part + Unfinished, recursive: true); }
        CopyTree(Path.Combine(from, BackupMaker.LogPart), log + Unfinished);
        MirroredFolder.Bring(Path.Combine(from, BackupMaker.EvidencePart), evidence + Unfinished, EvidenceFolder.IsId, changing: _ => false, CancellationToken.None);
        MirroredFolder.Bring(from, store + Unfinished, n => n == SqliteStore.FileName, changing: _ => false, CancellationToken.None);
        label.WriteAs(Path.Combine(store + Unfinished, MarkerName));
        string keys = Path.Combine(data, FleetFolders.Keys);
        if (!Directory.Exists(keys)) { MirroredFolder.Bring(Path.Combine(from, BackupMaker.KeysPart), keys, wanted: _ => true, changing: _ => false, CancellationToken.None); }
        // The store last: with it the rest is there.
        foreach (string part in new[] { log, evidence, store }) { Directory.Move(part + Unfinished, part); }
        Posix.SyncFolder(data);
    }

    private static void CopyTree(string from, string to)
    {
        MirroredFolder.Bring(from, to, wanted: _ => true, changing: _ => false, CancellationToken.None);
        foreach (string folder in Directory.EnumerateDirectories(from)) { CopyTree(folder, Path.Combine(to, Path.GetFileName(folder))); }
    }
}
