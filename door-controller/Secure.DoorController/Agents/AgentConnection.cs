using System.Net.Sockets;
using System.Threading.Channels;
using Secure.DoorController.Core.Control;
using Secure.DoorMessages;

namespace Secure.DoorController.Agents;

/// <summary>One connection of the agent: hands each message to the controller's loop and reads the next only after its answer.</summary>
internal sealed class AgentConnection(Socket socket, AgentPace pace, TimeProvider clock) : IAgentLink, IDisposable
{
    private const int UnsentMax = 1024;
    private static readonly TimeSpan HelloMax = TimeSpan.FromSeconds(5);

    private readonly Channel<FromController> _unsent = Channel.CreateBounded<FromController>(UnsentMax);
    private readonly CancellationTokenSource _end = new();

    /// <summary>From the loop's thread. An agent that does not read is cut off; what it misses is in the journal.</summary>
    public void Send(FromController message)
    {
        if (!_unsent.Writer.TryWrite(message)) { Close(); }
    }

    public void Close()
    {
        try { _end.Cancel(); }
        // The loop may still hold a connection that has just ended.
        catch (ObjectDisposedException) { }
    }

    public void Dispose() => _end.Dispose();

    /// <summary>Serves until the connection ends, and says why.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration stop = cancellation.Register(_end.Cancel);
        await using NetworkStream stream = new(socket, ownsSocket: true);
        Task writing = WriteAsync(stream);
        try { return await ReadAsync(stream).ConfigureAwait(false); }
        catch (OperationCanceledException) { return "closed"; }
        catch (Exception ended) when (ended is IOException or InvalidDataException) { return ended.Message; }
        finally
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        using CancellationTokenSource impatient = new(HelloMax, clock);
        using CancellationTokenSource hello = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, impatient.Token);
        CancellationToken patience = hello.Token;
        while (await Framing.ReadAsync(stream, ToController.Parser, patience).ConfigureAwait(false) is { } message)
        {
            patience = _end.Token;
            Reception reception = await pace.SayAsync(this, message, _end.Token).ConfigureAwait(false);
            if (reception == Reception.Malformed) { return $"not accepted: {message.MessageCase}"; }
        }
        return "closed by the agent";
    }

    private async Task WriteAsync(NetworkStream stream)
    {
        try
        {
            await foreach (FromController message in _unsent.Reader.ReadAllAsync(_end.Token).ConfigureAwait(false))
            {
                await Framing.WriteAsync(stream, message, _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException) { await _end.CancelAsync().ConfigureAwait(false); }
    }
}
