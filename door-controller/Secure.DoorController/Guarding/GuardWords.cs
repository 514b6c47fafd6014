using Secure.DoorController.Configuration;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Guarding;

/// <summary>The guard's command line for a configuration, so that the locks stand in one place only.</summary>
internal static class GuardWords
{
    /// <exception cref="IOException">The board's profile has gone since the configuration was checked.</exception>
    public static IEnumerable<string> Of(ControllerFile file)
    {
        GpioPlan? plan = file.IsOnGpio ? GpioPlan.Of(file) : null;
        IEnumerable<string> locks = plan is null ? file.Doors.Select(d => $"{d.Strike.Line}={1 - d.Strike.Level}") : GuardedLocks.Words(plan);
        return ["--pins", plan is null ? file.Pins : "gpio:" + plan.Board.Chip, .. locks.SelectMany(l => new[] { "--lock", l })];
    }
}
