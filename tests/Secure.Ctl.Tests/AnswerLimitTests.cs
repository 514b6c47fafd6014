using Grpc.Core;
using Grpc.Core.Interceptors;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Tests;

/// <summary>Nobody waits for good for an answer that was lost.</summary>
public sealed class AnswerLimitTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Heard _heard = new();

    private CallInvoker Invoker => _heard.Intercept(new AnswerLimit(new Standing()));

    [Fact]
    public void A_call_has_two_minutes_for_its_answer()
    {
        new Audit.AuditClient(Invoker).GetCheckpointAsync(new GetCheckpointRequest());
        Assert.Equal(Now.AddMinutes(2).UtcDateTime, _heard.Deadline);
    }

    [Fact]
    public void A_limit_of_its_own_stays()
    {
        new Audit.AuditClient(Invoker).GetCheckpointAsync(new GetCheckpointRequest(), deadline: Now.AddSeconds(5).UtcDateTime);
        Assert.Equal(Now.AddSeconds(5).UtcDateTime, _heard.Deadline);
    }

    [Fact]
    public void What_takes_as_long_as_a_disk_or_a_person_does_has_none()
    {
        new Backups.BackupsClient(Invoker).MakeAsync(new MakeBackupRequest());
        Assert.Null(_heard.Deadline);
        new Biometrics.BiometricsClient(Invoker).EnrolAtDoorAsync(new EnrolAtDoorRequest());
        Assert.Null(_heard.Deadline);
    }

    /// <summary>Notes what a call would have been sent with.</summary>
    private sealed class Heard : CallInvoker
    {
        public DateTime? Deadline { get; private set; }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            Deadline = options.Deadline;
            return null!;
        }

        public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
