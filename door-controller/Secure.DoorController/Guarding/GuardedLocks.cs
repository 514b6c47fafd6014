using System.ComponentModel;
using Secure.DoorController.Pins.Gpio;

namespace Secure.DoorController.Guarding;

/// <summary>The locks' lines that the guard holds and has handed down: a descriptor of the same request.</summary>
internal sealed class GuardedLocks(int fd, string lines)
{
    public const string Variable = "SECURE_GUARD_LOCKS_FD";
    public const string Names = "SECURE_GUARD_LOCKS";

    /// <summary>Null when the guard holds none.</summary>
    public static GuardedLocks? Inherited() =>
        GuardBeats.Inherited(Variable) is { } fd ? new(fd, Environment.GetEnvironmentVariable(Names) ?? "") : null;

    /// <summary>Each lock as the guard is to be told on its command line: name, place, the level that leaves it locked, drive.</summary>
    public static IEnumerable<string> Words(GpioPlan plan) => plan.Locks.OfType<GpioLine.Output>().Select(l => $"{l.Name}@{l.Offset}={(l.High ? 1 : 0)}" + l.Drive switch
    {
        Drive.PushPull => "",
        Drive.OpenDrain => ":open-drain",
        Drive.OpenSource => ":open-source",
    });

    /// <exception cref="Win32Exception">The guard was started with other locks: what it would secure is not what is driven here.</exception>
    public GpioRequest Take(GpioPlan plan)
    {
        const int invalidArgument = 22;
        string wanted = string.Join(' ', Words(plan));
        return wanted == lines
            ? new GpioRequest(fd, $"{plan.Board.Chip} by the guard", [.. plan.Locks.Select(l => (l.Name, l.Offset))])
            : throw new Win32Exception(invalidArgument, $"the guard holds \"{lines}\", the configuration has \"{wanted}\"");
    }
}
