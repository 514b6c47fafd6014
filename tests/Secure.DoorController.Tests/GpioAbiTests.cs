using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Secure.DoorController.Pins.Gpio;
using Secure.TestKit;

namespace Secure.DoorController.Tests;

/// <summary>The kernel's GPIO structures: no field depends on the width of a pointer, so one layout serves x86-64 and arm64.</summary>
public class GpioAbiTests
{
    [Fact]
    public void The_sizes_are_those_inside_the_ioctl_numbers()
    {
        (uint Number, int Size)[] calls =
        [
            (GpioAbi.GetChip, Unsafe.SizeOf<GpioAbi.Chip>()), (GpioAbi.GetLineInfo, Unsafe.SizeOf<GpioAbi.LineInfo>()), (GpioAbi.GetLine, Unsafe.SizeOf<GpioAbi.Request>()),
            (GpioAbi.GetValues, Unsafe.SizeOf<GpioAbi.Values>()), (GpioAbi.SetValues, Unsafe.SizeOf<GpioAbi.Values>()),
        ];
        Assert.All(calls, call => Assert.Equal((int)(call.Number >> 16 & 0x3FFF), call.Size));
        Assert.Equal(48, Unsafe.SizeOf<GpioAbi.Event>());
    }

    [Fact]
    public void The_kernels_own_header_agrees()
    {
        if (!File.Exists("/usr/include/linux/gpio.h") || !File.Exists("/usr/bin/gcc")) { Assert.Skip("本机没有内核头文件或编译器 · no kernel headers or no compiler here"); }
        using TempFolder folder = new();
        File.WriteAllText(folder["abi.c"], $"""
            #include <stddef.h>
            #include <linux/gpio.h>
            #define SAME(a, b) _Static_assert((a) == (b), #a)
            SAME(GPIO_GET_CHIPINFO_IOCTL, {GpioAbi.GetChip}u); SAME(GPIO_V2_GET_LINEINFO_IOCTL, {GpioAbi.GetLineInfo}u); SAME(GPIO_V2_GET_LINE_IOCTL, {GpioAbi.GetLine}u);
            SAME(GPIO_V2_LINE_GET_VALUES_IOCTL, {GpioAbi.GetValues}u); SAME(GPIO_V2_LINE_SET_VALUES_IOCTL, {GpioAbi.SetValues}u);
            SAME(offsetof(struct gpio_v2_line_request, config.flags), {Offset<GpioAbi.Request>(nameof(GpioAbi.Request.Flags))});
            SAME(offsetof(struct gpio_v2_line_request, config.attrs), {Offset<GpioAbi.Request>(nameof(GpioAbi.Request.Attributes))});
            SAME(offsetof(struct gpio_v2_line_request, num_lines), {Offset<GpioAbi.Request>(nameof(GpioAbi.Request.LineCount))});
            SAME(offsetof(struct gpio_v2_line_request, fd), {Offset<GpioAbi.Request>(nameof(GpioAbi.Request.Fd))});
            SAME(offsetof(struct gpio_v2_line_config_attribute, mask), {Offset<GpioAbi.MaskedAttribute>(nameof(GpioAbi.MaskedAttribute.Mask))});
            SAME(offsetof(struct gpio_v2_line_info, flags), {Offset<GpioAbi.LineInfo>(nameof(GpioAbi.LineInfo.Flags))});
            SAME(offsetof(struct gpio_v2_line_event, line_seqno), {Offset<GpioAbi.Event>(nameof(GpioAbi.Event.LineSequence))});
            SAME(GPIO_V2_LINE_FLAG_USED, {GpioAbi.Used}); SAME(GPIO_V2_LINE_FLAG_INPUT, {GpioAbi.Input}); SAME(GPIO_V2_LINE_FLAG_OUTPUT, {GpioAbi.Output});
            SAME(GPIO_V2_LINE_FLAG_EDGE_RISING, {GpioAbi.EdgeRising}); SAME(GPIO_V2_LINE_FLAG_EDGE_FALLING, {GpioAbi.EdgeFalling});
            SAME(GPIO_V2_LINE_FLAG_OPEN_DRAIN, {GpioAbi.OpenDrain}); SAME(GPIO_V2_LINE_FLAG_OPEN_SOURCE, {GpioAbi.OpenSource});
            SAME(GPIO_V2_LINE_FLAG_BIAS_PULL_UP, {GpioAbi.PullUp}); SAME(GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN, {GpioAbi.PullDown}); SAME(GPIO_V2_LINE_FLAG_BIAS_DISABLED, {GpioAbi.BiasOff});
            SAME(GPIO_V2_LINE_ATTR_ID_FLAGS, {GpioAbi.FlagsAttribute}); SAME(GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, {GpioAbi.ValuesAttribute}); SAME(GPIO_V2_LINE_ATTR_ID_DEBOUNCE, {GpioAbi.DebounceAttribute});
            SAME(GPIO_V2_LINE_EVENT_RISING_EDGE, {GpioAbi.RisingEvent});
            """);
        using Process compiler = Process.Start(new ProcessStartInfo("/usr/bin/gcc", ["-fsyntax-only", folder["abi.c"]]) { RedirectStandardError = true })!;
        string said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, said);
    }

    [Fact]
    public void Lines_that_differ_go_into_one_request()
    {
        GpioAbi.Request request = GpioConfig.Of(
        [
            new GpioLine.Input("a", 5, Bias.PullUp, TimeSpan.FromMilliseconds(30)),
            new GpioLine.Output("b", 9, Drive.OpenDrain, High: true),
            new GpioLine.Input("c", 6, Bias.PullUp, TimeSpan.Zero),
            new GpioLine.Output("d", 7, Drive.OpenDrain, High: false),
        ]);
        Assert.Equal((4u, 5u, 9u, 3u), (request.LineCount, request.Offsets[0], request.Offsets[1], request.AttributeCount));
        Assert.Equal(GpioAbi.Input | GpioAbi.EdgeRising | GpioAbi.EdgeFalling | GpioAbi.PullUp, request.Flags);
        (uint, ulong, ulong)[] attributes = [.. Enumerable.Range(0, 3).Select(i => request.Attributes[i]).Select(a => (a.Attribute.Id, a.Attribute.Value, a.Mask))];
        Assert.Equal(
            [(GpioAbi.FlagsAttribute, GpioAbi.Output | GpioAbi.OpenDrain, 0b1010), (GpioAbi.DebounceAttribute, 30_000, 0b0001), (GpioAbi.ValuesAttribute, 0b0010, 0b1010)], attributes);
    }

    private static nint Offset<T>(string field) => Marshal.OffsetOf<T>(field);
}
