namespace Secure.OsdpTool;

/// <summary>What the tool says to people, on standard error.</summary>
internal static class Words
{
    public const int RefusedExit = 3;

    public const string Usage = """
        用法 · usage: ./secure osdp --line TTY|unix:PATH --address N [--key-file F|--key-fd N|--install] [--json] [--baud N] [--checksum] [--controller FILE]
        密钥为 32 位十六进制数 · a key is 32 hex digits
        """;

    public const string Orders =
        "可用命令 · known: led [COLOUR [SECONDS]] | buzzer [COUNT|off] | output N on|off|SECONDS | status | keyset HEX | comset ADDRESS BAUD | file PATH [TYPE] | quit";

    public const string LineIsHeard = "警告：窃听线路者可获知密钥，仅限工作台使用 · warning: whoever taps the line learns the key; for a bench line only";
    public const string KnownReader = "拒绝：本机门控制器已登记此线路或读卡器 · refused: this machine's controller knows this line or reader";
    public const string WeakKey = "警告：弱密钥，门控制器不会接受 · warning: a weak key, which the door controller refuses";
    public const string NoSocket = "套接字尚无人应答，等待中 · nobody answers at this socket yet: waiting";
    public const string Offers = "无人提供该套接字，由本工具提供并等待读卡器 · nobody offers this socket: the tool does, and waits for the reader";
    public const string FileBegins = "开始传送文件 · the file is on its way";
    public const string NoFile = "无法读取文件，或文件为空、超过 16 MiB · the file cannot be read, is empty or larger than 16 MiB";
    public const string NotOnline = "读卡器未在线或不支持 · the reader is not online, or this cannot be";
    public const string NeedsChannel = "需要安全通道 · this needs a secure channel: start with --install or the reader's key";
    public const string KeyTaken = "读卡器已启用新密钥 · the reader has taken the new key";
}
