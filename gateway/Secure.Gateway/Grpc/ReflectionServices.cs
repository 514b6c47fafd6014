using Google.Protobuf;
using Grpc.Core;
using Alpha = Secure.Interop.Reflection.V1Alpha;
using Present = Secure.Interop.Reflection.V1;

namespace Secure.Gateway.Grpc;

/// <summary>Reflection under its present name.</summary>
internal sealed class ReflectionService(ReflectionAnswers answers) : Present.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Present.ServerReflectionRequest> requestStream, IServerStreamWriter<Present.ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (Present.ServerReflectionRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(answers.Answer(request), context.CancellationToken);
        }
    }
}

/// <summary>Reflection under the name that older tools still ask for. The messages are the same bytes, so the bytes are converted.</summary>
internal sealed class ReflectionAlphaService(ReflectionAnswers answers) : Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Alpha.ServerReflectionRequest> requestStream, IServerStreamWriter<Alpha.ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (Alpha.ServerReflectionRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Present.ServerReflectionResponse answer = answers.Answer(Present.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            await responseStream.WriteAsync(Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken);
        }
    }
}
