using System.CommandLine;

namespace Secure.Ctl.Connection;

/// <summary>The options by which every command finds the gateway, shared by all.</summary>
internal static class ConnectionOptions
{
    public static readonly Option<string> Gateway = new("--gateway")
    {
        Description = "网关地址 · address of the gateway",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SECURE_GATEWAY") ?? "https://localhost:7443",
        Recursive = true,
    };

    public static readonly Option<string?> Root = new("--root")
    {
        Description = "站点根证书（PEM） · the site's root certificate (PEM)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SECURE_ROOT"),
        Recursive = true,
    };

    public static readonly Option<string?> Credential = new("--credential")
    {
        Description = "客户端证书目录（certificate.pem、key.pem） · folder of the client certificate",
        Recursive = true,
    };

    public static readonly Option<string?> From = new("--from")
    {
        Description = "本机源地址 · local address to call from (a site may map it to a workstation)",
        Recursive = true,
    };

    public static readonly Option<string?> As = new("--as")
    {
        Description = "使用哪个账号的会话 · whose stored session to use; default: the one signed in last",
        Recursive = true,
    };

    public static readonly Option<string> Sessions = new("--sessions")
    {
        Description = "会话保存目录（0700） · folder of stored sessions (0700)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SECURE_SESSIONS") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "secure", "sessions"),
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "输出 JSON · print JSON", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        foreach (Option option in (Option[])[Gateway, Root, Credential, From, As, Sessions, Json]) { root.Options.Add(option); }
    }
}
