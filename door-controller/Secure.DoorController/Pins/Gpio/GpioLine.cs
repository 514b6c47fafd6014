using System.Text.Json.Serialization;

namespace Secure.DoorController.Pins.Gpio;

/// <summary>What pulls a line to a level when nothing drives it.</summary>
internal enum Bias
{
    /// <summary>As it stands: whatever the board does by itself.</summary>
    [JsonStringEnumMemberName("as-is")] AsIs,
    [JsonStringEnumMemberName("pull-up")] PullUp,
    [JsonStringEnumMemberName("pull-down")] PullDown,
    /// <summary>Nothing: a resistor of the installation does it.</summary>
    [JsonStringEnumMemberName("none")] None,
}

/// <summary>How an output makes its levels.</summary>
internal enum Drive
{
    [JsonStringEnumMemberName("push-pull")] PushPull,
    /// <summary>Low is driven, high is let go.</summary>
    [JsonStringEnumMemberName("open-drain")] OpenDrain,
    /// <summary>High is driven, low is let go.</summary>
    [JsonStringEnumMemberName("open-source")] OpenSource,
}

/// <summary>One line as it is asked of the kernel.</summary>
/// <param name="Name">As the configuration calls it.</param>
/// <param name="Offset">Its place on the chip.</param>
internal abstract record GpioLine(string Name, int Offset)
{
    internal abstract ulong Flags { get; }

    /// <param name="Debounce">A level counts once it has stood this long; zero: at once.</param>
    /// <param name="FallingOnly">Only a fall is an event: a pulse line of a Wiegand reader.</param>
    internal sealed record Input(string Name, int Offset, Bias Bias, TimeSpan Debounce, bool FallingOnly = false) : GpioLine(Name, Offset)
    {
        internal override ulong Flags => GpioAbi.Input | GpioAbi.EdgeFalling | (FallingOnly ? 0 : GpioAbi.EdgeRising) | Bias switch
        {
            Bias.AsIs => 0,
            Bias.PullUp => GpioAbi.PullUp,
            Bias.PullDown => GpioAbi.PullDown,
            Bias.None => GpioAbi.BiasOff,
        };
    }

    /// <param name="High">The level that it has from the first moment on.</param>
    internal sealed record Output(string Name, int Offset, Drive Drive, bool High) : GpioLine(Name, Offset)
    {
        internal override ulong Flags => GpioAbi.Output | Drive switch
        {
            Drive.PushPull => 0,
            Drive.OpenDrain => GpioAbi.OpenDrain,
            Drive.OpenSource => GpioAbi.OpenSource,
        };
    }
}
