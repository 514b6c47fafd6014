namespace Secure.DoorController.Core.Osdp;

/// <summary>What a command makes a lamp or a buzzer do, for those that hang on lines of their own.</summary>
public abstract record Indication
{
    private Indication() { }

    /// <param name="On">For so long, then what was shown before; null: until told otherwise.</param>
    public sealed record Light(LedColour Colour, TimeSpan? On) : Indication;

    /// <param name="Count">Beeps; 0 ends any beeping.</param>
    /// <param name="On">Of each, with as long a pause after it.</param>
    public sealed record Sound(int Count, TimeSpan On) : Indication;
}
