using System.Net;
using System.Net.Sockets;

namespace Secure.Gateway.Spine;

/// <summary>
/// A bucket of tokens per network address, so that a flood of strangers costs a dictionary look-up each. An IPv6 host
/// owns a whole /64, which therefore shares one bucket.
/// </summary>
internal sealed class AddressLimiter(int burst, double perSecond, TimeProvider clock)
{
    private const int AddressesMax = 10_000;

    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private readonly Lock _gate = new();

    /// <summary>Takes a token; false, with the time until there is one, where the bucket is empty.</summary>
    internal bool TryTake(IPAddress address, out TimeSpan retry)
    {
        long now = clock.GetTimestamp();
        IPAddress key = KeyOf(address);
        lock (_gate)
        {
            if (!_buckets.TryGetValue(key, out Bucket bucket)) { MakeRoom(now); bucket = new Bucket(burst, now); }
            double tokens = Filled(bucket, now);
            bool taken = tokens >= 1;
            _buckets[key] = new Bucket(taken ? tokens - 1 : tokens, now);
            retry = taken ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / perSecond);
            return taken;
        }
    }

    internal static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) { return address.MapToIPv4(); }
        if (address.AddressFamily != AddressFamily.InterNetworkV6) { return address; }
        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return IPAddress.IsLoopback(address) ? address : new IPAddress(bytes);
    }

    private double Filled(Bucket bucket, long now) => Math.Min(burst, bucket.Tokens + clock.GetElapsedTime(bucket.At, now).TotalSeconds * perSecond);

    // Full buckets tell nothing and go first; if none is full, all go: a wide flood then costs its senders no more than a narrow one.
    private void MakeRoom(long now)
    {
        if (_buckets.Count < AddressesMax) { return; }
        foreach (IPAddress full in _buckets.Where(b => Filled(b.Value, now) >= burst).Select(b => b.Key).ToArray()) { _buckets.Remove(full); }
        if (_buckets.Count >= AddressesMax) { _buckets.Clear(); }
    }

    private readonly record struct Bucket(double Tokens, long At);
}
