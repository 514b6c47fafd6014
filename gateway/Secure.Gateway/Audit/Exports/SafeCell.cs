namespace Secure.Gateway.Audit.Exports;

/// <summary>
/// Keeps a spreadsheet from calculating what somebody wrote (CWE-1236; OWASP, CSV injection): text that begins as a formula
/// does, in half or full width, gets an apostrophe before it, which spreadsheets read as: this is text.
/// </summary>
internal static class SafeCell
{
    private const string Begins = "=+-@\t\r\n＝＋－＠";

    internal static string Of(string text) => text.Length > 0 && Begins.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
