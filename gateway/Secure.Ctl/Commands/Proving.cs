using System.CommandLine;
using Google.Protobuf;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Answers a step-up's demand from files: shows what is asked, sends the frame that shows it.</summary>
internal sealed class Proving
{
    // No sooner than a person could follow, and slower than the gateway looks: every frame then counts.
    private static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(300);

    private readonly Option<string?> _frames = new("--frames") { Description = "照片目录，含 front、left、right，每张只能用一次 · folder of JPEG frames with front, left, right; a frame serves once, ever" };
    private readonly Option<string[]> _fingers = new("--finger") { Description = "指纹图像（PGM 或 TIFF），可多次给出 · image of a finger (PGM or TIFF); may be given several times", AllowMultipleArgumentsPerToken = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_frames);
        command.Options.Add(_fingers);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_frames) is not null || parsed.GetValue(_fingers) is { Length: > 0 };

    /// <summary>True where it was passed. Face first where both are given.</summary>
    public async Task<bool> RunAsync(GatewayConnection gateway, ParseResult parsed, ByteString nonce, CancellationToken cancellation)
    {
        FrameFolder? frames = parsed.GetValue(_frames) is { } folder ? new FrameFolder(folder) : null;
        Queue<string> fingers = new(parsed.GetValue(_fingers) ?? []);
        StepUpRequest request = new() { Nonce = nonce };
        if (frames is not null) { request.Factors.Add(Factor.Face); }
        if (fingers.Count > 0) { request.Factors.Add(Factor.Fingerprint); }
        Identity.IdentityClient client = new(gateway.Invoker);
        using AsyncServerStreamingCall<StepUpResponse> call = client.StepUp(request, gateway.Session(), cancellationToken: cancellation);
        ulong sequence = 0;
        Task<bool> next = call.ResponseStream.MoveNext(cancellation);
        while (await next)
        {
            StepUpResponse told = call.ResponseStream.Current;
            Console.WriteLine(Words(told));
            if (told.Outcome != StepUpOutcome.Unspecified) { return told.Outcome == StepUpOutcome.Passed; }
            next = call.ResponseStream.MoveNext(cancellation);
            if (told.Act == StepUpAct.Finger)
            {
                if (!fingers.TryDequeue(out string? finger)) { return Ran("指纹图像已用完 · no more images of a finger"); }
                await client.SendFingerprintAsync(new SendFingerprintRequest { ChallengeId = told.ChallengeId, Image = await ReadAsync(finger, cancellation) }, gateway.Session(), cancellationToken: cancellation);
                continue;
            }
            // A frame that changes nothing is followed by another one.
            while (await Task.WhenAny(next, Task.Delay(Reaction, TimeProvider.System, cancellation)) != next || !next.IsCompleted)
            {
                if (frames?.Next(told.Act) is not { } frame) { return Ran($"{FrameFolder.NameOf(told.Act)} 中的照片已用完 · no more frames in {FrameFolder.NameOf(told.Act)}"); }
                SendFrameRequest send = new() { ChallengeId = told.ChallengeId, Sequence = ++sequence, Image = await ReadAsync(frame, cancellation) };
                try { await client.SendFrameAsync(send, gateway.Session(), cancellationToken: cancellation); }
                catch (RpcException) { break; } // the stream tells why
            }
        }
        return false;
    }

    private static bool Ran(string what)
    {
        Console.Error.WriteLine(what);
        return false;
    }

    private static string Words(StepUpResponse told) =>
        (told.Steps > 0 ? $"[{told.Step}/{told.Steps}] " : "") + $"{told.Text.Zh} · {told.Text.En}" + (told.Guidance.Length > 0 ? $" ({told.Guidance})" : "");

    private static async Task<ByteString> ReadAsync(string file, CancellationToken cancellation)
    {
        try { return ByteString.CopyFrom(await File.ReadAllBytesAsync(file, cancellation)); }
        catch (IOException) { throw new GatewayConnection.UsageException($"文件无法读取 · the file does not read: {file}"); }
    }
}
