using Secure.DoorController.Serial;

namespace Secure.OsdpTool.Lines;

/// <summary>A wire to a reader: nothing blocks but <see cref="Wait"/>.</summary>
internal interface ILine : IDisposable
{
    /// <summary>What has arrived; 0 for nothing, -1 when the line is gone.</summary>
    int Read(Span<byte> into);

    /// <summary>False when the line is gone.</summary>
    bool TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Waits until bytes can be read or the time is over.</summary>
    void Wait(TimeSpan longest);
}

/// <summary>A tty, as the controller drives it.</summary>
internal sealed class TtyLine(SerialLine serial) : ILine
{
    public int Read(Span<byte> into) => serial.Read(into);

    public bool TryWrite(ReadOnlySpan<byte> bytes) => serial.TryWrite(bytes);

    public void Wait(TimeSpan longest) => serial.Wait(longest);

    public void Dispose() => serial.Dispose();
}
