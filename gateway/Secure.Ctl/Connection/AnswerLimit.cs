using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Secure.Ctl.Connection;

/// <summary>
/// A call that gets no answer ends after two minutes, so that nobody waits for good: an answer can get lost on the way. Not for
/// streams, nor for the two calls that take as long as a disk or a person does.
/// </summary>
internal sealed class AnswerLimit(TimeProvider clock) : Interceptor
{
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly HashSet<string> Unlimited = ["/secure.v1.Backups/Make", "/secure.v1.Biometrics/EnrolAtDoor"];

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, context.Options.Deadline is not null || Unlimited.Contains(context.Method.FullName) ? context
            : new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithDeadline((clock.GetUtcNow() + Longest).UtcDateTime)));
}
