using Google.Protobuf.Reflection;
using Grpc.Core;
using Secure.Interop.Reflection.V1;
using Question = Secure.Interop.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Secure.Gateway.Grpc;

/// <summary>Answers reflection's questions. What cannot be answered is an error inside the answer; the stream goes on.</summary>
internal sealed class ReflectionAnswers(EndpointDataSource endpoints)
{
    private readonly Lazy<ContractCatalog> _catalog = new(() => ContractCatalog.Of(endpoints)); // only complete once everything is mapped

    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        ServerReflectionResponse answer = request.MessageRequestCase switch
        {
            Question.ListServices => ListServices(),
            Question.FileByFilename => File(_catalog.Value.File(request.FileByFilename)),
            Question.FileContainingSymbol => File(_catalog.Value.FileOf(request.FileContainingSymbol)),
            Question.FileContainingExtension or Question.AllExtensionNumbersOfType => Error(StatusCode.NotFound, "There are no extensions here."),
            Question.None or _ => Error(StatusCode.InvalidArgument, "The request asks nothing that is known here."),
        };
        answer.ValidHost = request.Host;
        answer.OriginalRequest = request;
        return answer;
    }

    private ServerReflectionResponse ListServices() => new()
    {
        ListServicesResponse = new ListServiceResponse { Service = { _catalog.Value.Services.Select(s => new ServiceResponse { Name = s }) } },
    };

    private static ServerReflectionResponse File(FileDescriptor? file) => file is null
        ? Error(StatusCode.NotFound, "Not found.")
        : new ServerReflectionResponse { FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { ContractCatalog.WithImports(file) } } };

    private static ServerReflectionResponse Error(StatusCode code, string message) => new()
    {
        ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message },
    };
}
