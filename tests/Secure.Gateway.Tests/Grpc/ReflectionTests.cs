using Google.Protobuf.Reflection;
using Grpc.Core;
using Secure.Interop.Reflection.V1;
using Alpha = Secure.Interop.Reflection.V1Alpha;

namespace Secure.Gateway.Tests.Grpc;

public class ReflectionTests
{
    private static readonly string[] Mapped =
        ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "secure.v1.Presence"];

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_the_services_that_are_served_are_listed()
    {
        ServerReflectionResponse answer = await AskAsync(new() { Host = "here", ListServices = "" });

        Assert.Equal(Mapped, answer.ListServicesResponse.Service.Select(s => s.Name));
        Assert.Equal(("here", ServerReflectionRequest.MessageRequestOneofCase.ListServices), (answer.ValidHost, answer.OriginalRequest.MessageRequestCase));
    }

    [Theory]
    [InlineData("secure.v1.Presence")]
    [InlineData("secure.v1.Presence.Watch")]
    [InlineData("secure.v1.PersonPresence")]
    [InlineData("secure.v1.PersonPresence.cause")]
    [InlineData("secure.v1.PresenceState")]
    public async Task A_symbol_leads_to_its_file_and_all_that_the_file_imports(string symbol)
    {
        ServerReflectionResponse answer = await AskAsync(new() { FileContainingSymbol = symbol });

        IReadOnlyList<FileDescriptor> files = FileDescriptor.BuildFromByteStrings(answer.FileDescriptorResponse.FileDescriptorProto);
        Assert.Equal(["google/protobuf/timestamp.proto", "secure/v1/presence.proto"], files.Select(f => f.Name));
        Assert.Equal("secure.v1.Presence", files[^1].Services.Single().FullName);
    }

    [Fact]
    public async Task A_nested_enum_leads_to_its_file() => Assert.Single(
        (await AskAsync(new() { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus" })).FileDescriptorResponse.FileDescriptorProto);

    [Fact]
    public async Task A_file_is_found_by_its_name() => Assert.Single(
        (await AskAsync(new() { FileByFilename = "google/protobuf/timestamp.proto" })).FileDescriptorResponse.FileDescriptorProto);

    [Fact]
    public async Task What_is_not_there_is_an_error_and_the_next_question_is_answered()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(cancellationToken: Limit);
        ServerReflectionRequest[] questions =
        [
            new() { FileByFilename = "secure/v1/secrets.proto" },
            new() { FileContainingSymbol = "secure.v1.Nothing" },
            new() { FileContainingExtension = new() { ContainingType = "secure.v1.Presence", ExtensionNumber = 1 } },
            new() { AllExtensionNumbersOfType = "secure.v1.Presence" },
            new(),
        ];

        List<StatusCode> codes = [];
        foreach (ServerReflectionRequest question in questions)
        {
            await call.RequestStream.WriteAsync(question, Limit);
            Assert.True(await call.ResponseStream.MoveNext(Limit));
            codes.Add((StatusCode)call.ResponseStream.Current.ErrorResponse.ErrorCode);
        }
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal([StatusCode.NotFound, StatusCode.NotFound, StatusCode.NotFound, StatusCode.NotFound, StatusCode.InvalidArgument], codes);
    }

    [Fact]
    public async Task Older_tools_get_the_same_answers()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(cancellationToken: Limit);

        await call.RequestStream.WriteAsync(new() { ListServices = "*" }, Limit);

        Assert.True(await call.ResponseStream.MoveNext(Limit));
        Assert.Equal(Mapped, call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name));
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest question)
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(cancellationToken: Limit);
        await call.RequestStream.WriteAsync(question, Limit);
        Assert.True(await call.ResponseStream.MoveNext(Limit));
        return call.ResponseStream.Current;
    }
}
