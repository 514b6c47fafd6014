using System.CommandLine;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>The question that check, watch and explain share: action, kind, id.</summary>
internal sealed class Asking
{
    private readonly Argument<string> _action = new("action") { Description = "操作，如 read · the verb, as read" };
    private readonly Argument<string> _kind = new("kind") { Description = "客体类别，如 material · kind of resource" };
    private readonly Argument<string> _id = new("id") { Description = "客体编号 · its id" };
    private readonly Option<string> _purpose = new("--purpose") { Description = "目的 · purpose", DefaultValueFactory = _ => "" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_action);
        command.Arguments.Add(_kind);
        command.Arguments.Add(_id);
        command.Options.Add(_purpose);
    }

    /// <summary>This tool shows decisions to people and can honour every obligation by showing it.</summary>
    public CheckItem Item(ParseResult parsed) => new()
    {
        Action = parsed.GetRequiredValue(_action),
        Resource = new ResourceRef { Kind = parsed.GetRequiredValue(_kind), Id = parsed.GetRequiredValue(_id) },
        Purpose = parsed.GetValue(_purpose)!,
        SupportedObligations = { Obligation.RecordVideo, Obligation.TwoPerson, Obligation.Watermark, Obligation.Escort, Obligation.ReadOnly },
    };

    public static string Words(Decision decision) => decision.OutcomeCase switch
    {
        Decision.OutcomeOneofCase.Permit => "允许 · permit" + Obligations(decision.Permit),
        Decision.OutcomeOneofCase.StepUp => $"须加强鉴别 · step-up: {string.Join(" / ", decision.StepUp.AnyOf.Select(FactorWords.Of))}，{decision.StepUp.Text?.Zh} · {decision.StepUp.Text?.En}，nonce {Convert.ToHexStringLower(decision.StepUp.Nonce.Span)}",
        Decision.OutcomeOneofCase.Deny => $"{decision.Deny.Text.Zh} · {decision.Deny.Text.En} ({decision.Deny.Reason})",
        _ => "无效答复 · no valid answer",
    } + $"  [判定 · decision {decision.DecisionId}, 记录 · log entry {decision.LogIndex}]";

    private static string Obligations(Permit permit) => permit.Obligations.Count == 0 ? "" : "，附带义务 · obligations: " + string.Join("，", permit.Obligations.Select(FactorWords.Of));
}
