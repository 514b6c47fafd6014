namespace Secure.EdgeAgent.Storage;

/// <summary>
/// The disk may have lost what it was told to keep. Never caught to carry on: the process ends, and the next start reads what
/// is really there. (After a failed fsync the kernel may drop the pages and report success the next time.)
/// </summary>
internal sealed class DiskFailedException(string message, Exception? cause = null) : Exception(message, cause);
