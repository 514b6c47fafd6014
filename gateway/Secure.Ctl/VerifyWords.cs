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
        LogFaultKind.HandoverMalformed => "换钥检查点格式不对 · the handover is no signed checkpoint",
        LogFaultKind.HandoverBadSignature => "换钥检查点签名无效 · a signature of the handover is bad",
        LogFaultKind.HandoverOfAnotherTree => "换钥检查点与条目不符：属于另一日志，或超出此副本 · the handover is of another tree, or goes beyond this copy",
        LogFaultKind.HandoverOrder => "换钥检查点次序颠倒：签署它的公钥尚无担保 · the handovers are out of order: the key that signed this one is vouched for only later",
        LogFaultKind.HandoverMissing => "该条目指定新公钥，但所给公钥及其担保的公钥都未签署涵盖它的换钥检查点：检查点缺失、条目是伪造的，或所给公钥不属于此日志 · this entry names the log's next key, but neither the key given nor one it leads to signed a handover that covers the entry: the handover is missing, the entry is forged, or the key given is none of this log",
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
