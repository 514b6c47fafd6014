using System.Text;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Site;
using Secure.TestKit;

namespace Secure.Gateway.Tests.Site;

/// <summary>The demo's site as the one command makes it on the manual clock's first day.</summary>
internal static class DemoSite
{
    internal static string Text { get; } = File
        .ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "doors", "demo-site.yaml.in"))
        .Replace("@TODAY+400@", "2031-02-11", StringComparison.Ordinal);

    internal static byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    internal static SiteSnapshot Snapshot(ulong revision = 1) => SiteFile.Parse(Bytes).Build(revision);
}
