namespace Secure.EdgeAgent.Devices.Cameras;

/// <summary>The camera cannot be used; says which and why.</summary>
public sealed class CameraException(string message) : Exception(message);
