namespace Secure.Gateway.Identity;

/// <summary>What only whoever stands before the gateway's own terminal sees.</summary>
internal sealed class Terminal(TextWriter writer)
{
    internal void Line(string text) { lock (writer) { writer.WriteLine(text); writer.Flush(); } }
}
