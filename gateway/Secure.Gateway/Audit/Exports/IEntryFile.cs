namespace Secure.Gateway.Audit.Exports;

/// <summary>A file of entries in the making.</summary>
internal interface IEntryFile : IDisposable
{
    void Add(long index, ReadOnlyMemory<byte> entry);

    /// <summary>What has been written since the last call, as far as this kind of file can be given out before its end.</summary>
    byte[] Take();

    /// <summary>The rest. Nothing is added after it.</summary>
    byte[] Finish();
}
