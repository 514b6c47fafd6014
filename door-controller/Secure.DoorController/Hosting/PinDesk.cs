using Secure.DoorController.Pins;

namespace Secure.DoorController.Hosting;

/// <summary>Carries the pins' reports onto the loop, as what they mean at which door.</summary>
internal sealed class PinDesk(Loop loop, DoorLines lines, ControllerLog log) : IPinListener
{
    public void PinsCame()
    {
        log.PinsCame();
        loop.Post(controller => controller.PinsBack());
    }

    public void PinIs(string line, bool high)
    {
        if (lines.Meaning(line, high) is { } meaning) { loop.Post(controller => controller.PinMoved(meaning.Door, meaning.Input)); }
    }

    public void PinsWent(string reason)
    {
        log.PinsWent(reason);
        loop.Post(controller => controller.PinsLost());
    }
}
