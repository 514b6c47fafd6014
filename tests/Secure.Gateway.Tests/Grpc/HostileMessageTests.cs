using Grpc.Core;
using Secure.Contracts;
using Secure.Gateway.Grpc;
using Secure.V1;

namespace Secure.Gateway.Tests.Grpc;

public class HostileMessageTests
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(b => b, b => b);
    private static readonly Method<byte[], byte[]> List = new(MethodType.Unary, "secure.v1.Presence", "List", Raw, Raw);
    private static readonly Method<byte[], byte[]> Reflection = new(MethodType.DuplexStreaming, "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", Raw, Raw);

    /// <summary>Field 1, length 200, of which nothing follows.</summary>
    private static readonly byte[] Malformed = [0x0a, 0xc8, 0x01];

    private static readonly CallOptions Gzipped = new(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_at_the_limit_is_taken_and_one_byte_more_is_refused()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        int overhead = new ListPresenceRequest { Room = new string('r', SecureGrpc.ReceiveMax - 10) }.CalculateSize() - (SecureGrpc.ReceiveMax - 10);
        ListPresenceRequest largest = new() { Room = new string('r', SecureGrpc.ReceiveMax - overhead) };
        Assert.Equal(SecureGrpc.ReceiveMax, largest.CalculateSize());
        V1.Presence.PresenceClient client = new(server.Channel);

        await client.ListAsync(largest, cancellationToken: Limit);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ListAsync(new() { Room = largest.Room + "r" }, cancellationToken: Limit));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
    }

    [Fact]
    public async Task A_small_message_that_unpacks_to_more_than_the_limit_is_refused()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        bool reached = false;
        server.Service.OnList = (_, _) => { reached = true; return Task.FromResult(new ListPresenceResponse()); };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new V1.Presence.PresenceClient(server.Channel).ListAsync(new() { Room = new string('r', 100 * SecureGrpc.ReceiveMax) }, Gzipped.WithCancellationToken(Limit)));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("unpacks", refused.Status.Detail, StringComparison.Ordinal);
        Assert.False(reached);
    }

    [Fact]
    public async Task Compressed_questions_and_answers_arrive_whole_the_empty_ones_too()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        server.Service.OnList = (request, _) => Task.FromResult(request.Room.Length == 0 ? new() : new ListPresenceResponse { Persons = { new PersonPresence { Room = request.Room } } });
        V1.Presence.PresenceClient client = new(server.Channel);
        string room = new('r', 10_000);

        Assert.Equal(room, (await client.ListAsync(new() { Room = room }, Gzipped.WithCancellationToken(Limit))).Persons.Single().Room);
        Assert.Empty((await client.ListAsync(new(), Gzipped.WithCancellationToken(Limit))).Persons);
    }

    [Fact]
    public async Task An_empty_answer_in_gzip_is_a_whole_gzip_member()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Post, server.Address + "/secure.v1.Presence/List") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(new byte[5]) };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-accept-encoding", "gzip");

        using HttpResponseMessage answer = await http.SendAsync(request, Limit);
        byte[] frame = await answer.Content.ReadAsByteArrayAsync(Limit);

        Assert.Equal("gzip", answer.Headers.GetValues("grpc-encoding").Single());
        Assert.Equal([1, 0, 0, 0, 20, 0x1f, 0x8b], frame[..7]);
        Assert.Equal("0", answer.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task A_request_that_is_no_message_of_its_type_is_the_callers_fault()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Channel.CreateCallInvoker().AsyncUnaryCall(List, null, new CallOptions(cancellationToken: Limit), Malformed));

        Assert.Equal((StatusCode.InvalidArgument, "malformed_message"), (refused.StatusCode, refused.ToRefusal()?.Code));
        Assert.Equal(["127.0.0.1 malformed_message"], server.Refusals.Counted);
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task A_message_of_a_stream_that_is_no_message_of_its_type_is_the_callers_fault()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(Reflection, null, new CallOptions(cancellationToken: Limit));
        await call.RequestStream.WriteAsync(Malformed, Limit);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Limit));

        Assert.Equal((StatusCode.InvalidArgument, "malformed_message"), (refused.StatusCode, refused.ToRefusal()?.Code));
    }

    [Fact]
    public async Task Unknown_fields_of_a_newer_caller_are_ignored()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();

        await server.Channel.CreateCallInvoker().AsyncUnaryCall(List, null, new CallOptions(cancellationToken: Limit), [0x98, 0x06, 1]);
    }
}
