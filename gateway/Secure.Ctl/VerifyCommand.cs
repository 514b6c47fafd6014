using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Secure.Ctl.Connection;
using Secure.TransparencyLog;

namespace Secure.Ctl;

/// <summary><c>verify DIR --key VKEY</c>: checks a copy of the audit log without the gateway.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new Argument<DirectoryInfo>("DIR")
    {
        Description = "日志副本的文件夹 · folder of the log's copy (checkpoint, tile/…)",
    }.AcceptExistingOnly();

    private static readonly Option<VerifierKey> Key = new("--key")
    {
        Description = "日志公钥，现在的或以前的 · the log's verifier key, the present one or one of before, name+id+base64",
        HelpName = "VKEY",
        Required = true,
        CustomParser = r => ParseKey(r, r.Tokens[0].Value, NoteKeyKind.Ed25519),
    };

    private static readonly Option<VerifierKey[]> Witnesses = new("--witness")
    {
        Description = "见证公钥，可多次 · a witness's verifier key, may be repeated",
        HelpName = "VKEY",
        CustomParser = r => [.. r.Tokens.Select(t => ParseKey(r, t.Value, NoteKeyKind.Cosignature)!)],
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int?> Quorum = new("--quorum")
    {
        Description = "至少几个见证签名，默认全部 · least number of witnesses that must have cosigned; all of them if not given",
        HelpName = "N",
    };


    internal static Command Create()
    {
        var command = new Command("verify", "离线校验日志副本 · check a copy of the audit log offline")
        {
            Folder, Key, Witnesses, Quorum,
        };
        command.Validators.Add(CheckQuorum);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var witnesses = parsed.GetRequiredValue(Witnesses);
        var verifier = new LogVerifier(
            parsed.GetRequiredValue(Key), witnesses, parsed.GetValue(Quorum) ?? witnesses.Length);
        var report = verifier.Verify(parsed.GetRequiredValue(Folder).FullName, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(ConnectionOptions.Json))
        {
            output.WriteLine(VerifyJson.Write(report));
        }
        else
        {
            VerifyText.Write(output, report);
        }

        return report.IsGood ? Terminal.Good : Terminal.Bad;
    }

    private static VerifierKey? ParseKey(ArgumentResult result, string text, NoteKeyKind kind)
    {
        if (VerifierKey.TryParse(text, out var key) && key.Kind == kind)
        {
            return key;
        }

        result.AddError(kind == NoteKeyKind.Ed25519
            ? $"不是日志公钥 · not the verifier key of a log: {text}"
            : $"不是见证公钥 · not the verifier key of a witness: {text}");
        return null;
    }

    // A quorum above the number of witnesses could never be met. What is no number is refused by the parser.
    private static void CheckQuorum(CommandResult result)
    {
        var witnesses = result.GetResult(Witnesses)?.Tokens.Count ?? 0;
        if (result.GetResult(Quorum)?.Tokens is [var token]
            && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var least)
            && (least < 0 || least > witnesses))
        {
            result.AddError($"--quorum 应为 0 至见证数 {witnesses} · must be 0 to the number of witnesses, {witnesses}");
        }
    }
}
