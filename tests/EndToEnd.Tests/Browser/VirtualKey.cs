using System.Text.Json;
using Microsoft.Playwright;

namespace Secure.EndToEnd.Tests.Browser;

/// <summary>Chromium's own authenticator without hardware (Web Authentication Level 2, section 11), plugged into one page.</summary>
internal sealed class VirtualKey
{
    private readonly ICDPSession _session;
    private readonly string _id;

    private VirtualKey(ICDPSession session, string id) => (_session, _id) = (session, id);

    /// <summary>One that verifies whoever touches it, and is touched at once.</summary>
    public static async Task<VirtualKey> PlugInAsync(IPage page)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        Dictionary<string, object> options = new()
        {
            ["protocol"] = "ctap2",
            ["transport"] = "usb",
            ["hasResidentKey"] = false,
            ["hasUserVerification"] = true,
            ["isUserVerified"] = true,
            ["automaticPresenceSimulation"] = true,
        };
        JsonElement? added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = options });
        return new VirtualKey(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether somebody touches it when it blinks. Where two are plugged in, the one that is touched answers.</summary>
    public Task TouchAsync(bool touched) => _session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = _id, ["enabled"] = touched });

    /// <summary>How often each of its credentials has signed.</summary>
    public async Task<int[]> CountsAsync()
    {
        JsonElement? found = await _session.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _id });
        return [.. found!.Value.GetProperty("credentials").EnumerateArray().Select(c => c.GetProperty("signCount").GetInt32())];
    }
}
