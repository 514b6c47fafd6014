using System.Diagnostics.CodeAnalysis;
using Secure.Signatures;

namespace Secure.Messaging;

/// <summary>A part that an agent tests by itself.</summary>
public enum AgentPart
{
    /// <summary>Its data folder takes a file, durably, and gives it back.</summary>
    Disk = 1,
    /// <summary>A door's camera gives a picture.</summary>
    Camera = 2,
    /// <summary>A controller is connected on its socket.</summary>
    Controller = 3,
    /// <summary>The key list names a key for which evidence can be encrypted.</summary>
    EvidenceKey = 4,
}

/// <summary>One part, with yes or no.</summary>
/// <param name="About">The door or controller; may be empty.</param>
/// <param name="Fault">Stable code of what is wrong, lower-case letters and underscores, at most 64; empty: it is well.</param>
public sealed record AgentCheck(AgentPart Part, string About, string Fault);

/// <summary>What an agent found when the gateway asked it to test itself; the envelope around it is signed.</summary>
/// <param name="Id">Of the request, 16 bytes.</param>
/// <param name="Checks">At most 512.</param>
public sealed record AgentSelfTest(byte[] Id, IReadOnlyList<AgentCheck> Checks)
{
    private const int ChecksMax = 512, TextMax = 64;

    public byte[] Encode()
    {
        AgentCheck[] told = [.. Checks.Take(ChecksMax)];
        CanonicalWriter writer = new CanonicalWriter().Fixed(Id).U16((ushort)told.Length);
        foreach (AgentCheck check in told) { writer.U8((byte)check.Part).Text(check.About).Text(check.Fault); }
        return writer.ToArray();
    }

    public static bool TryDecode(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out AgentSelfTest? test)
    {
        test = null;
        try
        {
            CanonicalReader reader = new(payload);
            byte[] id = reader.Fixed(EnvelopeContent.MarkLength);
            int count = reader.U16();
            if (count > ChecksMax) { return false; }
            List<AgentCheck> checks = [];
            for (int i = 0; i < count; i++) { checks.Add(new AgentCheck(reader.Enumeration<AgentPart>(), reader.Text(), reader.Text())); }
            reader.End();
            if (!checks.TrueForAll(c => IsWord(c.About, '-') && IsWord(c.Fault, '_'))) { return false; }
            test = new AgentSelfTest(id, checks);
            return true;
        }
        catch (FormatException) { return false; }
    }

    private static bool IsWord(string text, char joint) => text.Length <= TextMax && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == joint);
}
