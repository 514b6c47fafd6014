using System.Net.Sockets;
using Google.Protobuf;
using Secure.BiometricMessages;

namespace Secure.Biometrics.Host;

/// <summary>One connection of the gateway: questions in, answers out in any order. A message that is none closes it.</summary>
internal sealed class Connection(NetworkStream stream, Desk desk, WorkQueue queue) : IDisposable
{
    // More questions than wait in the queue: beyond, the gateway's next one stays in its socket.
    private const int OpenMax = 2 * WorkQueue.WaitingMax;

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Returns once the connection has ended, whoever ended it, and every question taken has been answered or given up.</summary>
    internal async Task ServeAsync(CancellationToken cancellation)
    {
        List<Task> open = [];
        try
        {
            while (await Framing.ReadAsync(stream, ToHost.Parser, cancellation) is { } question)
            {
                if (open.Count >= OpenMax) { await Task.WhenAny(open); }
                open.RemoveAll(o => o.IsCompleted);
                open.Add(AnswerAsync(question, cancellation));
            }
        }
        catch (Exception broken) when (Ends(broken)) { }
        await Task.WhenAll(open);
    }

    public void Dispose() => _writing.Dispose();

    private async Task AnswerAsync(ToHost question, CancellationToken cancellation)
    {
        FromHost answer = await TakeAsync(question);
        try
        {
            await _writing.WaitAsync(cancellation);
            try { await Framing.WriteAsync(stream, answer, cancellation); }
            finally { _writing.Release(); }
        }
        catch (Exception broken) when (Ends(broken)) { }
    }

    private Task<FromHost> TakeAsync(ToHost question)
    {
        // How it is going is told at once, however much waits: the gateway takes silence for a hang.
        if (question.QuestionCase == ToHost.QuestionOneofCase.Status) { return Task.FromResult(desk.Answer(question)); }
        TaskCompletionSource<FromHost> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (queue.TryAdd(() => answered.SetResult(desk.Answer(question)))) { return answered.Task; }
        FromHost busy = Answers.Of(FaultKind.Busy);
        busy.Number = question.Number;
        return Task.FromResult(busy);
    }

    private static bool Ends(Exception broken) => broken is IOException or InvalidDataException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidProtocolBufferException;
}
