using System.Security.Cryptography;
using Secure.Grants;

namespace Secure.DoorController.Core.Offline;

/// <summary>What is being typed at one door, and whether one of its two codes was right already.</summary>
internal sealed class CodeEntry
{
    /// <summary>After so long without a key, what was typed is forgotten.</summary>
    private static readonly TimeSpan KeyMax = TimeSpan.FromSeconds(10);

    private readonly byte[] _digits = new byte[BreakGlass.Digits];
    private int _count;
    private TimeSpan _lastAt;

    /// <summary>Which of the two codes was right: 0 or 1.</summary>
    public int? First { get; set; }

    public TimeSpan FirstAt { get; set; }

    /// <summary>When the tries that count now began.</summary>
    public TimeSpan TriesSince { get; set; }

    /// <summary>Every whole code that the keys complete, as ASCII digits.</summary>
    public IEnumerable<byte[]> Type(string keys, TimeSpan now)
    {
        if (now - _lastAt > KeyMax) { Clear(); }
        _lastAt = now;
        List<byte[]> codes = [];
        foreach (char key in keys)
        {
            if (!char.IsAsciiDigit(key)) { Clear(); continue; }
            _digits[_count++] = (byte)key;
            if (_count < _digits.Length) { continue; }
            codes.Add([.. _digits]);
            Clear();
        }
        return codes;
    }

    private void Clear()
    {
        CryptographicOperations.ZeroMemory(_digits);
        _count = 0;
    }
}
