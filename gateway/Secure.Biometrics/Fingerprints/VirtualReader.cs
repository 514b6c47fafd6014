using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Secure.Biometrics.Fingerprints;

/// <summary>
/// libfprint's reader that takes its pictures from a Unix socket (driver <c>virtual_image</c>). It stays open from call to
/// call, because opening and closing wait a tenth of a second each; after a call that did not end as it should it is
/// closed, so that no picture left over can answer the next.
/// </summary>
internal sealed unsafe class VirtualReader
{
    internal const string Driver = "virtual_image";

    // unix(7): sun_path has 108 bytes, one of them the end.
    private const int AddressBytesMax = 107;

    private readonly string _socket;
    private nint _context;
    private nint _device;
    private Socket? _line;

    /// <summary>Once per process: libfprint reads the socket's place from the environment when it looks for readers.</summary>
    /// <param name="socket">In a folder that only this process may enter: who can connect can bring in prints.</param>
    /// <exception cref="FingerprintUnavailableException">No such reader, or libfprint is not installed.</exception>
    internal VirtualReader(string socket)
    {
        if (Encoding.UTF8.GetByteCount(socket) > AddressBytesMax) { throw new FingerprintUnavailableException($"the reader's folder has too long a name: {socket}"); }
        _socket = socket;
        // With it set, GLib writes whole minutiae lists to the terminal.
        _ = GLib.UnsetVariable("G_MESSAGES_DEBUG");
        _ = GLib.SetVariable("FP_VIRTUAL_IMAGE", socket, 1);
        Find();
        if (LibFprint.StagesOf(_device) != FingerprintEnrolment.Stages)
        {
            throw new FingerprintUnavailableException($"libfprint asks for {LibFprint.StagesOf(_device)} pictures, not {FingerprintEnrolment.Stages}.");
        }
    }

    /// <summary>A call over the open reader; sets <c>inStep</c> once every picture sent has been taken.</summary>
    internal delegate T Call<T>(nint device, Socket line, out bool inStep);

    /// <exception cref="FingerprintUnavailableException">The reader cannot be opened, or the call failed.</exception>
    internal T Do<T>(Call<T> call)
    {
        bool inStep = false;
        CoolDown();
        Socket line = _line ??= Open();
        try { return call(_device, line, out inStep); }
        finally { if (!inStep) { Close(); } }
    }

    /// <summary>Opens the reader where it is not.</summary>
    /// <exception cref="FingerprintUnavailableException">It cannot be opened.</exception>
    internal void OpenOnce() => _line ??= Open();

    internal void Close()
    {
        if (_line is null) { return; }
        _line.Dispose();
        _line = null;
        GLib.Error* error = null;
        if (LibFprint.Close(_device, 0, &error) == 0 && error is not null) { GLib.FreeError(error); }
    }

    private Socket Open()
    {
        GLib.Error* error = null;
        if (LibFprint.Open(_device, 0, &error) == 0) { throw Gone(error); }
        Socket line = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            line.Connect(new UnixDomainSocketEndPoint(_socket));
            return line;
        }
        catch (SocketException e)
        {
            line.Dispose();
            _ = LibFprint.Close(_device, 0, &error);
            throw new FingerprintUnavailableException("libfprint's reader does not take pictures.", e);
        }
    }

    /// <summary>Sends one picture: two 32-bit sides, then the pixels.</summary>
    internal static void Send(Socket line, GrayImage image)
    {
        ReadOnlySpan<int> sides = [image.Width, image.Height];
        Write(line, MemoryMarshal.AsBytes(sides));
        Write(line, image.Pixels);
    }

    internal static FingerprintUnavailableException Gone(GLib.Error* error)
    {
        string why = error is null ? "no reason given" : Marshal.PtrToStringUTF8((nint)error->Message) ?? "";
        if (error is not null) { GLib.FreeError(error); }
        return new FingerprintUnavailableException("libfprint: " + why);
    }

    private static void Write(Socket line, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0) { bytes = bytes[line.Send(bytes)..]; }
    }

    // libfprint believes that every reader grows hot in use and disables it for minutes; ours has nothing to grow hot, so
    // a new one takes its place before that.
    private void CoolDown()
    {
        if (LibFprint.TemperatureOf(_device) == LibFprint.Cold) { return; }
        Close();
        GLib.Release(_context);
        Find();
    }

    // The context owns the reader.
    private void Find()
    {
        try
        {
            _context = LibFprint.NewContext();
            LibFprint.Enumerate(_context);
            GLib.PointerArray* devices = LibFprint.Devices(_context);
            for (int i = 0; devices is not null && i < devices->Count; i++)
            {
                if (Marshal.PtrToStringUTF8(LibFprint.DriverOf(devices->Items[i])) == Driver) { _device = devices->Items[i]; return; }
            }
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new FingerprintUnavailableException("libfprint-2-2 is not installed.", e);
        }
        throw new FingerprintUnavailableException("This libfprint has no virtual_image reader.");
    }
}
