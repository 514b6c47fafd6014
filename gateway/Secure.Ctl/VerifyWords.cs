using System.Diagnostics;
using Secure.TransparencyLog;

namespace Secure.Ctl;

/// <summary>What is wrong, in words.</summary>
internal static class VerifyWords
{
    internal static string Of(LogFault fault) => fault.Kind switch
    {
        LogFaultKind.FileMissing => "文件缺失 · the file is missing",
        LogFaultKind.FileUnreadable => "文件无法读取 · the file cannot be read",
        LogFaultKind.FileLength => "文件长度不对 · the file has the wrong length",
        LogFaultKind.CheckpointRefused => Of(fault.Verdict),
        LogFaultKind.EntryCut => "条目被截断 · the entry is cut off",
        LogFaultKind.EntryDamaged => "条目与签名时不同 · the entry is not what was signed",
        LogFaultKind.TileDamaged => "哈希文件损坏 · a hash in the tile is damaged",
        LogFaultKind.EntryOrTileDamaged => "条目与哈希不符 · the entry and its hash differ",
        LogFaultKind.TrailingBytes => "末尾有多余字节 · bytes after the last entry",
        LogFaultKind.RootDiffers => "条目与签名的根哈希不符：日志被重写或不是同一日志 · the entries do not lead to the signed root: rewritten, or another log",
        _ => throw new UnreachableException(),
    };

    private static string Of(CheckpointVerdict? verdict) => verdict switch
    {
        CheckpointVerdict.Malformed => "检查点格式不对 · the checkpoint is malformed",
        CheckpointVerdict.WrongOrigin => "检查点属于另一日志 · the checkpoint is of another log",
        CheckpointVerdict.Unsigned => "检查点没有该公钥的签名 · the checkpoint is not signed by this key",
        CheckpointVerdict.BadSignature => "检查点签名无效 · a signature of the checkpoint is bad",
        CheckpointVerdict.TooFewWitnesses => "见证签名不足 · too few witnesses cosigned the checkpoint",
        _ => throw new UnreachableException(),
    };
}
