using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Fingerprints;

/// <summary>One call of libfprint's enrolment: each picture is sent once the one before has been taken.</summary>
internal sealed unsafe class EnrolmentRun
{
    private readonly Socket _line;
    private readonly IReadOnlyList<GrayImage> _images;
    private readonly Cancel _cancel;
    private Task _sending = Task.CompletedTask;
    private int _taken;
    private bool _refused;

    private EnrolmentRun(Socket line, IReadOnlyList<GrayImage> images, Cancel cancel) => (_line, _images, _cancel) = (line, images, cancel);

    internal static FingerprintEnrolment Do(nint device, Socket line, IReadOnlyList<GrayImage> images, out bool inStep, CancellationToken cancellation)
    {
        inStep = false;
        using Cancel cancel = new(cancellation);
        return new EnrolmentRun(line, images, cancel).Do(device, out inStep, cancellation);
    }

    private FingerprintEnrolment Do(nint device, out bool inStep, CancellationToken cancellation)
    {
        GCHandle self = GCHandle.Alloc(this);
        GLib.Error* error = null;
        nint print;
        try
        {
            _sending = Feed.InBackground(_line, _images[0]);
            print = LibFprint.Enroll(device, LibFprint.NewPrint(device), _cancel.Handle, &Progress, GCHandle.ToIntPtr(self), &error);
        }
        finally { self.Free(); }
        inStep = Feed.Ended(_sending, _line, complete: print != 0);
        if (print == 0) { return Failed(error, cancellation); }
        try { return new(Serialize(print), null, _images.Count); }
        finally { GLib.Release(print); }
    }

    private FingerprintEnrolment Failed(GLib.Error* error, CancellationToken cancellation)
    {
        if (!_refused && !cancellation.IsCancellationRequested) { throw VirtualReader.Gone(error); }
        if (error is not null) { GLib.FreeError(error); }
        cancellation.ThrowIfCancellationRequested();
        return new(null, FingerprintFault.FewDetails, Math.Min(_taken, _images.Count - 1));
    }

    // libfprint would wait for a better picture; there is none to come.
    private void Step(bool refused)
    {
        if (refused) { _refused = true; _cancel.Now(); return; }
        if (++_taken < _images.Count) { _sending = Feed.InBackground(_line, _images[_taken]); }
    }

    [UnmanagedCallersOnly]
    private static void Progress(nint device, int stages, nint print, nint state, GLib.Error* error) =>
        ((EnrolmentRun)GCHandle.FromIntPtr(state).Target!).Step(error is not null);

    private static byte[] Serialize(nint print)
    {
        byte* data = null;
        nuint length = 0;
        GLib.Error* error = null;
        if (LibFprint.Serialize(print, &data, &length, &error) == 0) { throw VirtualReader.Gone(error); }
        try { return PrintEnvelope.Wrap(new ReadOnlySpan<byte>(data, (int)length)); }
        finally { GLib.Free(data); }
    }
}
