using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Secure.TransparencyLog;

/// <summary>
/// Readers for text that is hashed or signed. Each value has exactly one accepted form, so that two readers can never
/// disagree about the same bytes.
/// </summary>
internal static class StrictText
{
    internal const byte NewLine = (byte)'\n';

    /// <summary>Takes the next line off <paramref name="rest"/>, without its newline; a last line without one is none.</summary>
    internal static bool TryTakeLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf(NewLine);
        line = end < 0 ? default : rest[..end];
        rest = end < 0 ? rest : rest[(end + 1)..];
        return end >= 0;
    }

    /// <summary>Takes the next line if it begins with <paramref name="word"/> and gives what follows the word.</summary>
    internal static bool TryTakeLine(
        scoped ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word, out ReadOnlySpan<byte> value)
    {
        var after = rest;
        if (TryTakeLine(ref after, out value) && value.StartsWith(word))
        {
            value = value[word.Length..];
            rest = after;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>A decimal from 0 to 2^63 − 1 without sign, space or leading zero.</summary>
    internal static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return text.Length > 0
            && (text[0] != (byte)'0' || text.Length == 1)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Base64 of RFC 4648, section 4, with padding, without white space, spare bits zero.</summary>
    internal static bool TryDecodeBase64(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (text.Length % 4 != 0
            || Base64.DecodeFromUtf8(text, buffer, out _, out var written) != OperationStatus.Done)
        {
            return false;
        }

        // .NET skips white space and ignores spare bits: only what encodes back to the same text is accepted.
        var again = new byte[Base64.GetMaxEncodedToUtf8Length(written)];
        Base64.EncodeToUtf8(buffer.AsSpan(0, written), again, out _, out _);
        if (!text.SequenceEqual(again))
        {
            return false;
        }

        bytes = buffer.AsSpan(0, written).ToArray();
        return true;
    }
}
