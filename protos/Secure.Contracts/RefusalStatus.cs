using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Interop.Rpc;
using Secure.Vocabulary;
using GrpcStatus = Grpc.Core.Status;
using RpcStatus = Secure.Interop.Rpc.Status;

namespace Secure.Contracts;

/// <summary>
/// The one place that maps refusals to gRPC statuses and back. The details travel as <c>google.rpc.Status</c> in the
/// trailer <c>grpc-status-details-bin</c>, where every gRPC library looks for them.
/// </summary>
public static class RefusalStatus
{
    /// <summary><c>ErrorInfo.domain</c> of every refusal that this product sends.</summary>
    public const string Domain = "secure";

    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Entry of <c>ErrorInfo.metadata</c> that holds <see cref="Refusal.Cause"/>.</summary>
    private const string CauseEntry = "cause";

    private const string Chinese = "zh-CN";
    private const string English = "en";

    /// <summary>The status to throw on a server.</summary>
    /// <exception cref="ArgumentException">The refusal's status is OK: it would read as an answer.</exception>
    public static RpcException ToRpcException(this Refusal refusal)
    {
        if (refusal.Status == StatusCode.OK) { throw new ArgumentException("A refusal's status cannot be OK.", nameof(refusal)); }
        RpcStatus status = new() { Code = (int)refusal.Status, Message = refusal.Text.En };
        status.Details.AddRange(Details(refusal).Select(Any.Pack));
        Metadata trailers = new() { { DetailsTrailer, status.ToByteArray() } };
        return new RpcException(new GrpcStatus(refusal.Status, refusal.Text.En), trailers);
    }

    /// <summary>
    /// The refusal behind a failed call; null where the peer sent no details of this product, as when a proxy or the
    /// transport failed the call, or where they do not agree with the status.
    /// </summary>
    public static Refusal? ToRefusal(this RpcException failure)
    {
        if (failure.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes) { return null; }
        try
        {
            RpcStatus status = RpcStatus.Parser.ParseFrom(bytes);
            return status.Code == (int)failure.StatusCode && Find<ErrorInfo>(status) is { Domain: Domain } error
                ? FromDetails(failure.StatusCode, error, status)
                : null;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException) { return null; } // not of that form, or a duration out of range
    }

    private static IEnumerable<IMessage> Details(Refusal refusal)
    {
        ErrorInfo error = new() { Reason = refusal.Code, Domain = Domain };
        if (refusal.Cause is { } cause) { error.Metadata[CauseEntry] = cause; }
        yield return error;
        yield return new LocalizedMessage { Locale = Chinese, Message = refusal.Text.Zh };
        yield return new LocalizedMessage { Locale = English, Message = refusal.Text.En };
        if (refusal.Fields.Count > 0) { yield return ToBadRequest(refusal.Fields); }
        if (refusal.RetryDelay is { } delay) { yield return new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }; }
        if (refusal.RequestId is { } id) { yield return new RequestInfo { RequestId = id }; }
    }

    private static BadRequest ToBadRequest(IEnumerable<FieldViolation> fields) => new()
    {
        FieldViolations = { fields.Select(f => new BadRequest.Types.FieldViolation { Field = f.Field, Description = f.Message }) },
    };

    private static Refusal FromDetails(StatusCode code, ErrorInfo error, RpcStatus status) => new(code, error.Reason, ReadText(status))
    {
        Fields = [.. (Find<BadRequest>(status)?.FieldViolations ?? []).Select(f => new FieldViolation(f.Field, f.Description))],
        RetryDelay = Find<RetryInfo>(status)?.RetryDelay?.ToTimeSpan(),
        RequestId = Find<RequestInfo>(status)?.RequestId,
        Cause = error.Metadata.TryGetValue(CauseEntry, out string? cause) ? cause : null,
    };

    private static Sentence ReadText(RpcStatus status)
    {
        Dictionary<string, string> byLocale = FindAll<LocalizedMessage>(status)
            .DistinctBy(m => m.Locale, StringComparer.Ordinal)
            .ToDictionary(m => m.Locale, m => m.Message, StringComparer.Ordinal);
        return new Sentence(byLocale.GetValueOrDefault(Chinese, status.Message), byLocale.GetValueOrDefault(English, status.Message));
    }

    private static T? Find<T>(RpcStatus status) where T : class, IMessage<T>, new() => FindAll<T>(status).FirstOrDefault();

    private static IEnumerable<T> FindAll<T>(RpcStatus status) where T : class, IMessage<T>, new() =>
        status.Details.Where(any => any.TryUnpack(out T _)).Select(any => any.Unpack<T>());
}
