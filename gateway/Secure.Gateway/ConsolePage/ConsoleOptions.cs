namespace Secure.Gateway.ConsolePage;

/// <summary>Section <c>Console</c>: the web page for officers and staff.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Folder of the built page, with its <c>index.html</c>. Default empty: the page is off, and everything else is as it is.</summary>
    public string Folder { get; set; } = "";
}
