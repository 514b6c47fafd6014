using System.Globalization;
using Grpc.Core;
using Secure.Contracts;

namespace Secure.Gateway.Grpc;

/// <summary>Answers a call that no handler has seen: the status stands in the headers, and there is no body.</summary>
internal static class TrailersOnly
{
    internal const string StatusHeader = "grpc-status";

    /// <summary>Only before the response has started.</summary>
    internal static void Write(HttpResponse response, Refusal refusal)
    {
        RpcException answer = refusal.ToRpcException();
        response.Headers[StatusHeader] = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(answer.Status.Detail);
        response.Headers[RefusalStatus.DetailsTrailer] = Convert.ToBase64String(answer.Trailers.GetValueBytes(RefusalStatus.DetailsTrailer)!).TrimEnd('=');
    }
}
