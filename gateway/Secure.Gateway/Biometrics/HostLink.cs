using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Secure.BiometricMessages;

namespace Secure.Gateway.Biometrics;

/// <summary>One connection to the host: many questions at a time, answers in any order. Once broken it stays so.</summary>
internal sealed class HostLink : IAsyncDisposable
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    private readonly NetworkStream _stream;
    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<FromHost>> _open = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _broken = new();
    private readonly Task _reading;
    private readonly TimeSpan _writeMax;
    private readonly TimeProvider _clock;
    private ulong _number;

    private HostLink(Socket socket, TimeSpan writeMax, TimeProvider clock)
    {
        (_writeMax, _clock) = (writeMax, clock);
        _stream = new(socket, ownsSocket: true);
        _reading = ReadAsync();
    }

    /// <summary>Completes when the connection has broken.</summary>
    internal Task Broken => _reading;

    /// <param name="process">Must be the one at the other end: whoever else listens there is no host.</param>
    /// <param name="writeMax">A host that takes longer to read a question hangs: the connection is then broken off.</param>
    /// <exception cref="IOException">Nobody listens, or somebody else.</exception>
    internal static async Task<HostLink> ConnectAsync(string path, int process, TimeSpan writeMax, TimeProvider clock, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            if (ProcessOf(socket) != process) { throw new IOException("another process listens on the host's socket"); }
            return new(socket, writeMax, clock);
        }
        catch (SocketException refused) { socket.Dispose(); throw new IOException(refused.Message, refused); }
        catch { socket.Dispose(); throw; }
    }

    /// <summary>Null when the connection broke before the answer.</summary>
    /// <exception cref="InvalidDataException">The question is too long to be sent.</exception>
    /// <exception cref="OperationCanceledException">As asked; the answer, when it comes, is thrown away.</exception>
    internal async Task<FromHost?> AskAsync(ToHost question, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _broken.Token);
        TaskCompletionSource<FromHost> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        question.Number = Interlocked.Increment(ref _number);
        _open[question.Number] = answered;
        try
        {
            await WriteAsync(question, cancellation);
            return await answered.Task.WaitAsync(either.Token);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException || (broken is OperationCanceledException && !cancellation.IsCancellationRequested)) { return null; }
        finally { _open.TryRemove(question.Number, out _); }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
        _writing.Dispose();
        _broken.Dispose();
    }

    private async Task WriteAsync(ToHost question, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            // Once begun a message is written whole, whether or not its caller still waits: half a one would end the connection for everybody.
            using CancellationTokenSource late = new(_writeMax, _clock);
            await Framing.WriteAsync(_stream, question, late.Token);
        }
        catch (OperationCanceledException) { await _stream.DisposeAsync(); throw new IOException("the host does not read"); }
        finally { _writing.Release(); }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await Framing.ReadAsync(_stream, FromHost.Parser, CancellationToken.None) is { } answer)
            {
                if (_open.TryRemove(answer.Number, out TaskCompletionSource<FromHost>? asked)) { asked.TrySetResult(answer); }
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or ObjectDisposedException or InvalidProtocolBufferException) { }
        await _broken.CancelAsync();
    }

    // struct ucred: process, user, group (unix(7), SO_PEERCRED).
    private static int ProcessOf(Socket socket)
    {
        Span<int> credentials = stackalloc int[3];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials));
        return credentials[0];
    }
}
