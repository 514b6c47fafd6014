namespace Secure.Gateway.Storage;

/// <summary>The store cannot be opened or read; the message says why in words fit for the operator.</summary>
public sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
