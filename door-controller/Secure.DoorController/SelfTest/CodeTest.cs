using Secure.DoorController.Hosting;
using Secure.DoorController.Native;

namespace Secure.DoorController.SelfTest;

/// <summary>Whether break-glass codes and PINs can be compared on this machine.</summary>
internal static class CodeTest
{
    public static bool Run(TextWriter output)
    {
        bool works = new SlowCodes(static _ => { }, new ControllerLog(output)).Works;
        output.WriteLine($"{(works ? "✓" : "✗")} 应急开门码和 PIN 的比对 · comparing of break-glass codes and PINs (libargon2)");
        return works;
    }
}
