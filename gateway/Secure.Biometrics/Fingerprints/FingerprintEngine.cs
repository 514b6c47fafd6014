using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Secure.Biometrics.Fingerprints;

/// <summary>Fingerprints by libfprint: its detector (mindtct), its matcher (bozorth3) and its fixed threshold of 40.</summary>
public sealed unsafe class FingerprintEngine : IFingerprintEngine
{
    // libfprint's public calls take no other: BOZORTH3_DEFAULT_THRESHOLD.
    private const float Bozorth3Threshold = 40;

    private const string Prefix = "fp";

    private readonly Lock _oneAtATime = new();
    private readonly DirectoryInfo _folder;
    private readonly VirtualReader _reader;

    private FingerprintEngine(DirectoryInfo folder)
    {
        _folder = folder;
        _reader = new VirtualReader(Path.Combine(folder.FullName, "reader"));
    }

    public string Model => "libfprint-2 nbis";

    public float Threshold => Bozorth3Threshold;

    /// <summary>One per process.</summary>
    /// <param name="folder">Where the reader's folder (0700) is made; it goes with the engine.</param>
    /// <exception cref="FingerprintUnavailableException">libfprint is missing or another one than expected; says so.</exception>
    public static FingerprintEngine Open(string folder)
    {
        RemoveLeftOver(folder);
        // Socket addresses are short (unix(7): 108 bytes), so the folder's name is too.
        DirectoryInfo own = Directory.CreateDirectory(Path.Combine(folder, Prefix + Environment.ProcessId), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            FingerprintEngine engine = new(own);
            // What cannot work is said now, not at the first finger.
            engine._reader.OpenOnce();
            return engine;
        }
        catch (FingerprintUnavailableException) { own.Delete(recursive: true); throw; }
    }

    public FingerprintReading Read(GrayImage image, IReadOnlyList<GrayImage> earlier, CancellationToken cancellation)
    {
        if (earlier.Count >= FingerprintEnrolment.Stages) { throw new ArgumentException("More than an enrolment's.", nameof(earlier)); }
        FingerprintReading read = Read(image, cancellation);
        if (read.Fault is not null || earlier.Count == 0) { return read; }
        // Five pictures are asked for, so the earlier ones are given more than once.
        GrayImage[] filled = [.. Enumerable.Range(0, FingerprintEnrolment.Stages).Select(i => earlier[i % earlier.Count])];
        FingerprintEnrolment sofar = Enrol(filled, cancellation);
        bool same = sofar.Template is { } template && Identify(image, [template], cancellation).Index is not null;
        return same ? read : read with { Fault = FingerprintFault.OtherFinger };
    }

    public FingerprintEnrolment Enrol(IReadOnlyList<GrayImage> images, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(images.Count, FingerprintEnrolment.Stages, nameof(images));
        for (int i = 0; i < images.Count; i++)
        {
            if (FingerprintQuality.OfPicture(RidgeArea.Of(images[i])) is { } fault) { return new(null, fault, i); }
        }
        lock (_oneAtATime) { return _reader.Do((nint device, Socket line, out bool inStep) => EnrolmentRun.Do(device, line, images, out inStep, cancellation)); }
    }

    public FingerprintMatch Identify(GrayImage image, IReadOnlyList<byte[]> templates, CancellationToken cancellation)
    {
        if (templates.Count is 0 or > FingerprintMatch.TemplatesMax) { throw new ArgumentException("Too many templates, or none.", nameof(templates)); }
        if (FingerprintQuality.OfPicture(RidgeArea.Of(image)) is { } fault) { return new(null, fault); }
        lock (_oneAtATime) { return _reader.Do((nint device, Socket line, out bool inStep) => Identify(device, line, image, templates, out inStep, cancellation)); }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            _reader.Close();
            if (Directory.Exists(_folder.FullName)) { _folder.Delete(recursive: true); }
        }
    }

    private FingerprintReading Read(GrayImage image, CancellationToken cancellation)
    {
        if (FingerprintQuality.OfPicture(RidgeArea.Of(image)) is { } fault) { return new(fault, 0); }
        lock (_oneAtATime)
        {
            int details = Minutiae.Count(image, cancellation);
            return new(FingerprintQuality.OfDetails(details), details);
        }
    }

    // A process that was killed leaves its folder.
    private static void RemoveLeftOver(string folder)
    {
        if (!Directory.Exists(folder)) { return; }
        foreach (string left in Directory.GetDirectories(folder, Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(left)[Prefix.Length..], out int process) && !Directory.Exists($"/proc/{process}")) { Directory.Delete(left, recursive: true); }
        }
    }

    private static FingerprintMatch Identify(nint device, Socket line, GrayImage image, IReadOnlyList<byte[]> templates, out bool inStep, CancellationToken cancellation)
    {
        inStep = false;
        using Gallery gallery = new(templates);
        using Cancel cancel = new(cancellation);
        Task sending = Feed.InBackground(line, image);
        nint match = 0, print = 0;
        GLib.Error* error = null;
        int done = LibFprint.Identify(device, gallery.Array, cancel.Handle, 0, 0, &match, &print, &error);
        inStep = Feed.Ended(sending, line, complete: done != 0);
        if (print != 0) { GLib.Release(print); }
        if (done == 0) { return Failed(error, cancellation); }
        try { return new(gallery.IndexOf(match), null); }
        finally { if (match != 0) { GLib.Release(match); } }
    }

    /// <summary>libfprint gives one reason alone for a picture that it cannot use: no details were found.</summary>
    private static FingerprintMatch Failed(GLib.Error* error, CancellationToken cancellation)
    {
        bool retry = error is not null && error->Domain == LibFprint.RetryQuark();
        if (!retry && !cancellation.IsCancellationRequested) { throw VirtualReader.Gone(error); }
        if (error is not null) { GLib.FreeError(error); }
        cancellation.ThrowIfCancellationRequested();
        return new(null, FingerprintFault.FewDetails);
    }
}
