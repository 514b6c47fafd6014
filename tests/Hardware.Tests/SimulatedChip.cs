using Secure.DoorController.Pins.Gpio;

namespace Secure.Hardware.Tests;

/// <summary>A chip of the kernel's gpio-sim: real lines of a real character device, with the far end of each in the test's hand.</summary>
internal sealed class SimulatedChip
{
    public const string Label = "door-bench";
    private const string Root = "/sys/kernel/config/gpio-sim/bench";
    private readonly string _folder;

    private SimulatedChip(string folder) => _folder = folder;

    /// <summary>Made once for each boot of the guest.</summary>
    public static SimulatedChip Make(IReadOnlyList<string> lines)
    {
        if (!Directory.Exists(Root))
        {
            Directory.CreateDirectory(Root + "/bank");
            File.WriteAllText(Root + "/bank/num_lines", lines.Count.ToString());
            File.WriteAllText(Root + "/bank/label", Label);
            for (int i = 0; i < lines.Count; i++)
            {
                Directory.CreateDirectory($"{Root}/bank/line{i}");
                File.WriteAllText($"{Root}/bank/line{i}/name", lines[i]);
            }
            File.WriteAllText(Root + "/live", "1");
        }
        string device = File.ReadAllText(Root + "/dev_name").Trim(), chip = File.ReadAllText(Root + "/bank/chip_name").Trim();
        return new SimulatedChip($"/sys/devices/platform/{device}/{chip}");
    }

    /// <summary>The level on the wire.</summary>
    public bool this[int line] => File.ReadAllText($"{_folder}/sim_gpio{line}/value").StartsWith('1');

    /// <summary>What the far end pulls an input to.</summary>
    public void Pull(int line, bool high) => File.WriteAllText($"{_folder}/sim_gpio{line}/pull", high ? "pull-up" : "pull-down");

    /// <summary>Who holds a line, as the kernel tells everybody; null: nobody.</summary>
    public static string? Holder(int line)
    {
        using GpioChip chip = GpioChip.Open(Label);
        return chip.Line(line).Holder;
    }
}
