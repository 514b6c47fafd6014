using System.Collections;
using System.Text;

namespace Grpc.Core;

/// <summary>
/// Headers or trailers of a call: an ordered list of lower-case keys and values. A key may appear more than once.
/// Keys that end in <c>-bin</c> carry bytes, all others printable ASCII.
/// </summary>
public sealed class Metadata : IList<Metadata.Entry>
{
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries; changing it throws <see cref="InvalidOperationException"/>.</summary>
    public static readonly Metadata Empty = new() { IsReadOnly = true };

    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public bool IsReadOnly { get; private init; }

    private List<Entry> Writable => IsReadOnly ? throw new InvalidOperationException("These metadata are read-only.") : _entries;

    public Entry this[int index]
    {
        get => _entries[index];
        set => Writable[index] = NotNull(value);
    }

    /// <summary>The last entry of that name, upper and lower case alike, or null.</summary>
    public Entry? Get(string key) => _entries.FindLast(e => e.Matches(key));

    public string? GetValue(string key) => Get(key)?.Value;

    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    public IEnumerable<Entry> GetAll(string key) => _entries.Where(e => e.Matches(key));

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Add(Entry item) => Writable.Add(NotNull(item));

    public void Insert(int index, Entry item) => Writable.Insert(index, NotNull(item));

    public void RemoveAt(int index) => Writable.RemoveAt(index);

    public bool Remove(Entry item) => Writable.Remove(item);

    public void Clear() => Writable.Clear();

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private static Entry NotNull(Entry? item) => item ?? throw new ArgumentNullException(nameof(item));

    /// <summary>One header or trailer.</summary>
    public class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <exception cref="ArgumentException">The key is not valid or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = LowerCaseKey(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary) { throw new ArgumentException($"The key of a binary value ends in {BinaryHeaderSuffix}.", nameof(key)); }
            _bytes = [.. valueBytes];
        }

        /// <exception cref="ArgumentException">The key is not valid or ends in <c>-bin</c>.</exception>
        public Entry(string key, string value)
        {
            Key = LowerCaseKey(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary) { throw new ArgumentException($"A key that ends in {BinaryHeaderSuffix} takes a binary value.", nameof(key)); }
            _text = value;
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"{Key} is binary and has no text.");

        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : [.. _bytes];

        public override string ToString() => $"[Entry: key={Key}, {(IsBinary ? "valueBytes=" + Convert.ToBase64String(_bytes!) : "value=" + _text)}]";

        internal bool Matches(string key) => string.Equals(Key, key, StringComparison.OrdinalIgnoreCase);

        private static string LowerCaseKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            {
                throw new ArgumentException("A metadata key consists of ASCII letters, digits, underscore, hyphen and dot.", nameof(key));
            }
            return key.ToLowerInvariant();
        }
    }
}
