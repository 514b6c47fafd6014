namespace Secure.Gateway.Audit.Publishing;

/// <summary>A file could not be made durable. Nobody knows what the disk holds: the process ends and nothing is tried again.</summary>
public sealed class DiskFaultException(string message, Exception cause) : Exception(message, cause);
