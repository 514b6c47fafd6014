using System.Runtime.InteropServices;

namespace Secure.Biometrics.Fingerprints;

/// <summary>The parts of libfprint 1.94 (libfprint-2.so.2) that are used here, one to one. One thread at a time: its matcher keeps its work in globals.</summary>
internal static unsafe partial class LibFprint
{
    private const string Library = "libfprint-2.so.2";

    [LibraryImport(Library, EntryPoint = "fp_context_new")]
    internal static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "fp_context_enumerate")]
    internal static partial void Enumerate(nint context);

    /// <summary>A GPtrArray that the context owns.</summary>
    [LibraryImport(Library, EntryPoint = "fp_context_get_devices")]
    internal static partial GLib.PointerArray* Devices(nint context);

    [LibraryImport(Library, EntryPoint = "fp_device_get_driver")]
    internal static partial nint DriverOf(nint device);

    [LibraryImport(Library, EntryPoint = "fp_device_get_nr_enroll_stages")]
    internal static partial int StagesOf(nint device);

    /// <summary>FP_TEMPERATURE_COLD; then warm, then hot, when every call fails.</summary>
    internal const int Cold = 0;

    [LibraryImport(Library, EntryPoint = "fp_device_get_temperature")]
    internal static partial int TemperatureOf(nint device);

    [LibraryImport(Library, EntryPoint = "fp_device_open_sync")]
    internal static partial int Open(nint device, nint cancellable, GLib.Error** error);

    [LibraryImport(Library, EntryPoint = "fp_device_close_sync")]
    internal static partial int Close(nint device, nint cancellable, GLib.Error** error);

    [LibraryImport(Library, EntryPoint = "fp_print_new")]
    internal static partial nint NewPrint(nint device);

    /// <summary>Returns a print that the caller owns, or null with an error. Takes the floating reference of <paramref name="template"/>.</summary>
    [LibraryImport(Library, EntryPoint = "fp_device_enroll_sync")]
    internal static partial nint Enroll(nint device, nint template, nint cancellable, delegate* unmanaged<nint, int, nint, nint, GLib.Error*, void> progress, nint state, GLib.Error** error);

    /// <summary><paramref name="match"/> is one of the gallery, with a reference for the caller, or null.</summary>
    [LibraryImport(Library, EntryPoint = "fp_device_identify_sync")]
    internal static partial int Identify(nint device, nint gallery, nint cancellable, nint callback, nint state, nint* match, nint* print, GLib.Error** error);

    [LibraryImport(Library, EntryPoint = "fp_print_serialize")]
    internal static partial int Serialize(nint print, byte** data, nuint* length, GLib.Error** error);

    [LibraryImport(Library, EntryPoint = "fp_print_deserialize")]
    internal static partial nint Deserialize(byte* data, nuint length, GLib.Error** error);

    [LibraryImport(Library, EntryPoint = "fp_device_retry_quark")]
    internal static partial uint RetryQuark();

    [LibraryImport(Library, EntryPoint = "fp_image_new")]
    internal static partial nint NewImage(int width, int height);

    /// <summary>The image's own pixels.</summary>
    [LibraryImport(Library, EntryPoint = "fp_image_get_data")]
    internal static partial byte* PixelsOf(nint image, nuint* length);

    [LibraryImport(Library, EntryPoint = "fp_image_detect_minutiae")]
    internal static partial void DetectMinutiae(nint image, nint cancellable, delegate* unmanaged<nint, nint, nint, void> done, nint state);

    [LibraryImport(Library, EntryPoint = "fp_image_detect_minutiae_finish")]
    internal static partial int FinishDetecting(nint image, nint result, GLib.Error** error);

    /// <summary>A GPtrArray that the image owns.</summary>
    [LibraryImport(Library, EntryPoint = "fp_image_get_minutiae")]
    internal static partial GLib.PointerArray* MinutiaeOf(nint image);
}
