using System.Runtime.InteropServices;

namespace Secure.Biometrics.Fingerprints;

/// <summary>Ridge endings and forks in a picture.</summary>
internal static unsafe class Minutiae
{
    /// <summary>How many there are; 0 where the detector cannot use the picture.</summary>
    internal static int Count(GrayImage image, CancellationToken cancellation)
    {
        nint native = LibFprint.NewImage(image.Width, image.Height);
        try
        {
            nuint length = 0;
            byte* pixels = LibFprint.PixelsOf(native, &length);
            if ((int)length != image.Pixels.Length) { throw new FingerprintUnavailableException("libfprint made an image of another size."); }
            image.Pixels.CopyTo(new Span<byte>(pixels, (int)length));
            return Detect(native, cancellation) && LibFprint.MinutiaeOf(native) is var found && found is not null ? (int)found->Count : 0;
        }
        finally { GLib.Release(native); }
    }

    private static bool Detect(nint image, CancellationToken cancellation)
    {
        using Cancel cancel = new(cancellation);
        int state = 0;
        LibFprint.DetectMinutiae(image, cancel.Handle, &Done, (nint)(&state));
        while (state == 0) { _ = GLib.Iterate(0, 1); }
        cancellation.ThrowIfCancellationRequested();
        return state == 1;
    }

    [UnmanagedCallersOnly]
    private static void Done(nint image, nint result, nint state)
    {
        GLib.Error* error = null;
        *(int*)state = LibFprint.FinishDetecting(image, result, &error) != 0 ? 1 : 2;
        if (error is not null) { GLib.FreeError(error); }
    }
}
