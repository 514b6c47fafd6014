using System.Security.Cryptography;

namespace Secure.Gateway.Access;

/// <summary>
/// Names decisions: 64 random bits drawn at start and a count. Unique without asking anybody, and no secret: a name
/// only finds the entry in the log.
/// </summary>
internal sealed class DecisionIds
{
    private readonly string _start = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private long _count;

    internal string Next()
    {
        long count = Interlocked.Increment(ref _count);
        return string.Create(null, stackalloc char[40], $"{_start}-{count:x}");
    }
}
