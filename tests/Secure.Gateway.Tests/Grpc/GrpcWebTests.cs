using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Secure.Contracts;
using Secure.V1;

namespace Secure.Gateway.Tests.Grpc;

/// <summary>grpc/grpc, doc/PROTOCOL-WEB.md, to the byte.</summary>
public class GrpcWebTests
{
    private static readonly byte[] Question = WebCall.Frame(new ListPresenceRequest { Room = "vault" });
    private static readonly ListPresenceResponse Answer = new() { Persons = { new PersonPresence { Person = "zhang-wei", Room = "vault" } } };
    private static readonly byte[] Ok = WebCall.Trailers("grpc-status: 0\r\n");

    private static readonly byte[] Whole = [.. WebCall.Frame(Answer), .. Ok];

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web+proto; charset=utf-8")]
    public async Task An_answer_is_its_message_and_then_a_frame_of_trailers(string type)
    {
        await using GrpcServer server = await AnsweringAsync();
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("List", type, Question);

        Assert.Equal(type.Split(';')[0], answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Whole, await answer.Content.ReadAsByteArrayAsync(Limit));
        Assert.Empty(answer.TrailingHeaders);
    }

    [Fact]
    public async Task Over_HTTP_1_the_bytes_are_the_same()
    {
        await using GrpcServer server = await AnsweringAsync(HttpProtocols.Http1);
        using WebCall call = new(server) { Version = new(1, 1) };

        using HttpResponseMessage answer = await call.SendAsync("List", WebCall.Binary, Question);

        Assert.Equal(Whole, await answer.Content.ReadAsByteArrayAsync(Limit));
    }

    [Fact]
    public async Task In_text_both_ways_are_base64_whose_pieces_may_end_in_padding()
    {
        await using GrpcServer server = await AnsweringAsync();
        using WebCall call = new(server);
        string question = Convert.ToBase64String(Question[..5]) + Convert.ToBase64String(Question[5..]);

        using HttpResponseMessage answer = await call.SendAsync("List", WebCall.Text, Encoding.ASCII.GetBytes(question));

        Assert.Contains('=', question[..^4]);
        Assert.Equal(WebCall.Text, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Convert.ToBase64String(Whole), await answer.Content.ReadAsStringAsync(Limit));
    }

    [Fact]
    public async Task In_text_each_message_of_a_stream_is_base64_of_its_own()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        WatchPresenceResponse only = new() { Persons = { new PersonPresence { Person = "li" } } };
        server.Service.OnWatch = (stream, _) => stream.WriteAsync(only);
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("Watch", WebCall.Text, "AAAAAAA="u8.ToArray());

        Assert.Equal(Convert.ToBase64String(WebCall.Frame(only)) + Convert.ToBase64String(Ok), await answer.Content.ReadAsStringAsync(Limit));
    }

    [Theory]
    [InlineData("not base64 at all")]
    [InlineData("AAAAAAc")]
    public async Task Text_that_is_no_base64_or_breaks_off_is_the_callers_fault(string body)
    {
        await using GrpcServer server = await AnsweringAsync();
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("List", WebCall.Text, Encoding.ASCII.GetBytes(body));

        Assert.Equal("3", answer.Headers.GetValues("grpc-status").Single());
        Assert.Empty(server.Log.Errors);
    }

    [Fact]
    public async Task Each_message_of_a_stream_arrives_when_it_is_sent_and_the_trailers_come_last()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        TaskCompletionSource seen = new();
        WatchPresenceResponse first = new() { Persons = { new PersonPresence { Person = "zhang-wei" } } }, second = new();
        server.Service.OnWatch = async (stream, _) =>
        {
            await stream.WriteAsync(first);
            await seen.Task;
            await stream.WriteAsync(second);
        };
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("Watch", WebCall.Binary, new byte[5]);
        await using Stream body = await answer.Content.ReadAsStreamAsync(Limit);
        byte[] arrived = new byte[WebCall.Frame(first).Length];
        await body.ReadExactlyAsync(arrived, Limit);
        seen.SetResult();
        using MemoryStream rest = new();
        await body.CopyToAsync(rest, Limit);

        Assert.Equal(WebCall.Frame(first), arrived);
        Assert.Equal([.. WebCall.Frame(second), .. Ok], rest.ToArray());
    }

    [Fact]
    public async Task A_refusal_stands_in_the_headers_with_its_details()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        server.Service.OnList = (_, _) => throw new RefusedException(new Refusal(StatusCode.NotFound, "unknown_room", new Vocabulary.Sentence("没有", "no such room")));
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("List", WebCall.Binary, Question);

        Assert.Equal(("5", "no such room"), (answer.Headers.GetValues("grpc-status").Single(), answer.Headers.GetValues("grpc-message").Single()));
        Assert.True(answer.Headers.Contains(RefusalStatus.DetailsTrailer));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Limit));
    }

    [Fact]
    public async Task A_stream_that_fails_on_the_way_tells_so_in_its_last_frame()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        server.Service.OnWatch = async (stream, _) =>
        {
            await stream.WriteAsync(new WatchPresenceResponse());
            throw new RpcException(new Status(StatusCode.Aborted, "changed"));
        };
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("Watch", WebCall.Binary, new byte[5]);

        byte[] failed = [0, 0, 0, 0, 0, .. WebCall.Trailers("grpc-status: 10\r\ngrpc-message: changed\r\n")];
        Assert.Equal(failed, await answer.Content.ReadAsByteArrayAsync(Limit));
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_with_its_status_and_tells_the_handler()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        TaskCompletionSource told = new();
        server.Service.OnWatch = async (stream, context) =>
        {
            await stream.WriteAsync(new WatchPresenceResponse());
            try { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken); }
            finally { told.SetResult(); }
        };
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("Watch", WebCall.Binary, new byte[5], ("grpc-timeout", "300m"));
        byte[] body = await answer.Content.ReadAsByteArrayAsync(Limit);
        await told.Task.WaitAsync(Limit);

        Assert.Equal([0, 0, 0, 0, 0, 0x80], body[..6]);
        Assert.StartsWith("grpc-status: 4\r\n", Encoding.ASCII.GetString(body[10..]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_browser_that_leaves_cancels_the_handler(bool http1)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(protocols: http1 ? HttpProtocols.Http1 : HttpProtocols.Http2);
        TaskCompletionSource told = new();
        server.Service.OnWatch = async (stream, context) =>
        {
            using CancellationTokenRegistration left = context.CancellationToken.Register(told.SetResult);
            await stream.WriteAsync(new WatchPresenceResponse());
            await told.Task;
        };
        using CancellationTokenSource leaving = new();
        using WebCall call = new(server) { Version = http1 ? new(1, 1) : new(2, 0) };

        HttpResponseMessage answer = await call.SendAsync("Watch", WebCall.Binary, new byte[5], leaving.Token);
        answer.Dispose();

        await told.Task.WaitAsync(Limit);
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("null")]
    public async Task A_page_of_another_origin_is_refused_and_reaches_no_handler(string origin)
    {
        await using GrpcServer server = await AnsweringAsync();
        bool reached = false;
        server.Service.OnList = (_, _) => { reached = true; return Task.FromResult(Answer); };
        using WebCall call = new(server);

        using HttpResponseMessage answer = await call.SendAsync("List", WebCall.Binary, Question, ("Origin", origin));

        Assert.Equal("7", answer.Headers.GetValues("grpc-status").Single());
        Assert.False(reached);
        Assert.Equal(["127.0.0.1 foreign_origin"], server.Refusals.Counted);
    }

    [Fact]
    public async Task The_header_that_no_form_can_send_is_required_and_the_browsers_word_on_the_site_counts()
    {
        await using GrpcServer server = await AnsweringAsync();
        using WebCall call = new(server);

        using HttpResponseMessage without = await call.SendAsync("List", WebCall.Binary, Question, ("X-Grpc-Web", "0"));
        using HttpResponseMessage cross = await call.SendAsync("List", WebCall.Binary, Question, ("Sec-Fetch-Site", "cross-site"));
        using HttpResponseMessage own = await call.SendAsync("List", WebCall.Binary, Question, ("Sec-Fetch-Site", "same-origin"), ("Origin", server.Address));

        Assert.Equal("7", without.Headers.GetValues("grpc-status").Single());
        Assert.Equal("7", cross.Headers.GetValues("grpc-status").Single());
        Assert.Equal(Whole, await own.Content.ReadAsByteArrayAsync(Limit));
    }

    private static async Task<GrpcServer> AnsweringAsync(HttpProtocols protocols = HttpProtocols.Http2)
    {
        GrpcServer server = await GrpcServer.StartAsync(protocols: protocols);
        server.Service.OnList = (request, _) => Task.FromResult(request.Room == "vault" ? Answer : throw new InvalidOperationException("another question arrived"));
        return server;
    }
}
