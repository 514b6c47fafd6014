using System.Security.Cryptography;
using System.Text;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Audit;

/// <summary>
/// Stands in the log for a text that its readers must not see, such as a title or a name. Who is later given text and salt can
/// check that they are what the log meant; without the salt nothing can be guessed, and once its row is deleted, never.
/// </summary>
/// <param name="Text">What goes into the entry: <c>sha256:</c> and the hash of salt and text in hexadecimal.</param>
/// <param name="Salt">The row to write in the same commit.</param>
public sealed record Commitment(string Text, RowWrite Salt)
{
    /// <summary>The table of salts; the key is the commitment's text.</summary>
    public const string Table = "salts";

    private const int SaltBytes = 32;

    /// <summary>A new commitment, different each time for the same text.</summary>
    public static Commitment To(string text)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        string name = Name(salt, text);
        return new Commitment(name, new RowWrite(Table, name, salt));
    }

    /// <summary>Whether <paramref name="text"/> with <paramref name="salt"/> is what <paramref name="commitment"/> stands for.</summary>
    public static bool IsOf(string commitment, byte[] salt, string text) => salt.Length == SaltBytes && commitment == Name(salt, text);

    private static string Name(byte[] salt, string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)]));
}
