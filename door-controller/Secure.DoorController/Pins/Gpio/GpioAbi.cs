using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>
/// The kernel's GPIO character device, second version of its interface (Linux 5.10; include/uapi/linux/gpio.h). Every
/// field has a fixed width and its natural place, and the ioctl numbers are those of asm-generic, so all of this is the
/// same on x86-64 and arm64.
/// </summary>
internal static class GpioAbi
{
    internal const uint GetChip = 0x8044B401;
    internal const uint GetLineInfo = 0xC100B405;
    internal const uint GetLine = 0xC250B407;
    internal const uint GetValues = 0xC010B40E;
    internal const uint SetValues = 0xC010B40F;

    internal const int LinesMax = 64;
    internal const int AttributesMax = 10;
    internal const int NameSize = 32;

    internal const ulong Used = 1 << 0, Input = 1 << 2, Output = 1 << 3, EdgeRising = 1 << 4, EdgeFalling = 1 << 5;
    internal const ulong OpenDrain = 1 << 6, OpenSource = 1 << 7, PullUp = 1 << 8, PullDown = 1 << 9, BiasOff = 1 << 10;

    internal const uint FlagsAttribute = 1, ValuesAttribute = 2, DebounceAttribute = 3;

    internal const uint RisingEvent = 1;

    /// <summary>struct gpiochip_info</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Chip
    {
        internal Text Name, Label;
        internal uint Lines;
    }

    /// <summary>struct gpio_v2_line_info</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineInfo
    {
        internal Text Name, Consumer;
        internal uint Offset, AttributeCount;
        internal ulong Flags;
        internal AttributeList Attributes;
        internal Four Padding;
    }

    /// <summary>struct gpio_v2_line_attribute</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Attribute
    {
        internal uint Id, Padding;

        /// <summary>Flags, values, or a debounce period in microseconds in the low half: both machines put that first.</summary>
        internal ulong Value;
    }

    /// <summary>struct gpio_v2_line_config_attribute</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MaskedAttribute
    {
        internal Attribute Attribute;
        internal ulong Mask;
    }

    /// <summary>struct gpio_v2_line_request, with its struct gpio_v2_line_config</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Request
    {
        internal Offsets Offsets;
        internal Text Consumer;
        internal ulong Flags;
        internal uint AttributeCount;
        internal Five ConfigPadding;
        internal MaskedAttributeList Attributes;
        internal uint LineCount, EventBufferSize;
        internal Five Padding;
        internal int Fd;
    }

    /// <summary>struct gpio_v2_line_values</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Values
    {
        internal ulong Bits, Mask;
    }

    /// <summary>struct gpio_v2_line_event</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Event
    {
        internal ulong MonotonicNs;
        internal uint Id, Offset, Sequence, LineSequence;
        internal Six Padding;
    }

    [InlineArray(NameSize)]
    internal struct Text
    {
        private byte _first;

        internal void Set(string text) => System.Text.Encoding.UTF8.TryGetBytes(text, ((Span<byte>)this)[..(NameSize - 1)], out _);

        internal readonly string Read()
        {
            ReadOnlySpan<byte> bytes = this;
            int end = bytes.IndexOf((byte)0);
            return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }

    [InlineArray(LinesMax)]
    internal struct Offsets { private uint _first; }

    [InlineArray(AttributesMax)]
    internal struct AttributeList { private Attribute _first; }

    [InlineArray(AttributesMax)]
    internal struct MaskedAttributeList { private MaskedAttribute _first; }

    [InlineArray(4)]
    internal struct Four { private uint _first; }

    [InlineArray(5)]
    internal struct Five { private uint _first; }

    [InlineArray(6)]
    internal struct Six { private uint _first; }
}
