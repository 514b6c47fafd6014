namespace Secure.Biometrics.Models;

/// <summary>The models cannot be used; the message says which and why. Face is then off.</summary>
public sealed class ModelSetException : Exception
{
    public ModelSetException(string message) : base(message) { }

    public ModelSetException(string message, Exception cause) : base(message, cause) { }
}
