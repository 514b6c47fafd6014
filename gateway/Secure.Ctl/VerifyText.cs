using System.Globalization;
using Secure.TransparencyLog;

namespace Secure.Ctl;

/// <summary>The report for people.</summary>
internal static class VerifyText
{
    private const int FaultsShown = 20;

    internal static void Write(TextWriter output, LogReport report)
    {
        output.WriteLine(report.IsGood ? "日志完好 · the log is good" : "日志有误 · the log is bad");
        if (report.Checkpoint is { } signed)
        {
            WriteCheckpoint(output, signed);
            output.WriteLine(Invariant($"已读条目 · entries read: {report.EntriesRead}"));
            if (report.PrunedBelow > 0)
            {
                output.WriteLine(Invariant($"此前仅存哈希 · only hashes are kept below entry {report.PrunedBelow}"));
            }
        }

        foreach (var step in report.KeySteps)
        {
            output.WriteLine(Invariant($"公钥更替 · key renewed: 条目 · entry {step.Entry}, {step.Handover}（{step.Size}） 由 · signed by {Short(step.From)} → {Short(step.To)}"));
        }

        if (report.FirstBadEntry is { } first)
        {
            output.WriteLine(Invariant($"首个有误条目 · first bad entry: {first}"));
        }

        foreach (var fault in report.Faults.Take(FaultsShown))
        {
            var entry = fault.Entry is { } index ? Invariant($"条目 · entry {index}: ") : "";
            output.WriteLine($"  {entry}{VerifyWords.Of(fault)} ({fault.Path})");
        }

        if (report.Faults.Count > FaultsShown)
        {
            var more = report.Faults.Count - FaultsShown;
            output.WriteLine(Invariant($"  另有 {more} 处 · {more} more"));
        }

        if (report.GaveUp)
        {
            output.WriteLine("错误过多，其余未查 · too many faults, the rest was not looked at");
        }
    }

    private static void WriteCheckpoint(TextWriter output, SignedCheckpoint signed)
    {
        output.WriteLine($"来源 · origin: {signed.Checkpoint.Origin}");
        output.WriteLine(Invariant($"条数 · size: {signed.Checkpoint.Size}"));
        output.WriteLine($"根哈希 · root: {signed.Checkpoint.Root}");
        foreach (var cosignature in signed.Cosignatures)
        {
            output.WriteLine(Invariant($"见证 · witness: {cosignature.Key.Name}, {Time(cosignature.CosignedAt)}"));
        }

        if (signed.Cosignatures.Count == 0)
        {
            output.WriteLine("未经所列见证签名 · cosigned by none of the witnesses given");
        }
    }

    // A witness may sign any number of seconds; only those that are a date are shown as one.
    private static string Time(long? seconds) =>
        seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value).ToString("u", CultureInfo.InvariantCulture)
            : Invariant($"{seconds} s");

    // The name and the id, as in the key's own text.
    private static string Short(VerifierKey key) => string.Join('+', key.ToString().Split('+').Take(2));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
