using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Secure.Interop.Rpc;
using Secure.Vocabulary;
using CallStatus = Grpc.Core.Status;
using RpcStatus = Secure.Interop.Rpc.Status;

namespace Secure.Contracts.Tests;

public class RefusalStatusTests
{
    private static readonly Refusal Delayed = new(StatusCode.ResourceExhausted, "sign_in_delayed", new Sentence("请稍后再试", "try again later"))
    {
        RetryDelay = TimeSpan.FromSeconds(90),
        Fields = [new FieldViolation("account", "too long"), new FieldViolation("password", "missing")],
        RequestId = "r-17",
        Cause = "five_failures",
    };

    [Fact]
    public void A_refusal_reads_back_as_it_was_sent()
    {
        Refusal? back = Delayed.ToRpcException().ToRefusal();

        Assert.NotNull(back);
        Assert.Equal(Delayed.Fields, back.Fields);
        Assert.Equal(Delayed with { Fields = [] }, back with { Fields = [] });
    }

    [Fact]
    public void A_refusal_without_more_to_say_carries_reason_and_both_languages_only()
    {
        RpcException sent = new Refusal(StatusCode.Unauthenticated, "session_ended", new Sentence("会话已结束", "the session has ended")).ToRpcException();

        RpcStatus status = RpcStatus.Parser.ParseFrom(sent.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(StatusCode.Unauthenticated, sent.StatusCode);
        Assert.Equal("the session has ended", sent.Status.Detail);
        Assert.Equal((16, "the session has ended"), (status.Code, status.Message));
        Assert.Equal(
            ["type.googleapis.com/google.rpc.ErrorInfo", "type.googleapis.com/google.rpc.LocalizedMessage", "type.googleapis.com/google.rpc.LocalizedMessage"],
            status.Details.Select(d => d.TypeUrl));
        Assert.Equal(("session_ended", "secure"), (status.Details[0].Unpack<ErrorInfo>().Reason, status.Details[0].Unpack<ErrorInfo>().Domain));
        Assert.Equal(("zh-CN", "会话已结束"), (status.Details[1].Unpack<LocalizedMessage>().Locale, status.Details[1].Unpack<LocalizedMessage>().Message));
        Assert.Equal("en", status.Details[2].Unpack<LocalizedMessage>().Locale);
    }

    [Fact]
    public void A_refusal_with_status_OK_is_a_bug_and_not_sent() =>
        Assert.Throws<ArgumentException>(() => new Refusal(StatusCode.OK, "fine", new Sentence("", "")).ToRpcException());

    [Fact]
    public void A_failure_of_the_transport_is_no_refusal() =>
        Assert.Null(new RpcException(new CallStatus(StatusCode.Unavailable, "connection refused")).ToRefusal());

    [Fact]
    public void Details_that_are_no_protobuf_are_no_refusal() =>
        Assert.Null(Failed(StatusCode.Internal, [0xff, 0xff, 0xff]).ToRefusal());

    [Fact]
    public void Details_of_another_status_than_the_call_ended_with_are_no_refusal() =>
        Assert.Null(Failed(StatusCode.PermissionDenied, Delayed.ToRpcException().Trailers.GetValueBytes(RefusalStatus.DetailsTrailer)!).ToRefusal());

    [Fact]
    public void Details_of_another_product_are_no_refusal()
    {
        RpcStatus foreign = new() { Code = 7, Details = { Any.Pack(new ErrorInfo { Reason = "x", Domain = "example.com" }) } };

        Assert.Null(Failed(StatusCode.PermissionDenied, foreign.ToByteArray()).ToRefusal());
    }

    [Fact]
    public void A_retry_delay_out_of_range_is_no_refusal()
    {
        RpcStatus hostile = new() { Code = 8, Details = { Any.Pack(new ErrorInfo { Reason = "x", Domain = "secure" }), Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = long.MaxValue } }) } };

        Assert.Null(Failed(StatusCode.ResourceExhausted, hostile.ToByteArray()).ToRefusal());
    }

    private static RpcException Failed(StatusCode code, byte[] details) =>
        new(new CallStatus(code, "x"), new Metadata { { RefusalStatus.DetailsTrailer, details } });
}
