using System.Globalization;

namespace Secure.OsdpTool;

/// <summary>What the tool was asked for.</summary>
/// <param name="Line">A tty, or `unix:PATH`.</param>
/// <param name="Address">0 to 126; 127: whatever reader hangs on the line alone.</param>
/// <param name="KeyFile">A file with 32 hex digits.</param>
/// <param name="KeyDescriptor">An inherited descriptor from which 32 hex digits can be read.</param>
/// <param name="Install">Use the default key: on a bench line, with a reader in install mode.</param>
/// <param name="Baud">9600 (default), 19200, 38400, 57600 or 115200.</param>
/// <param name="Checksum">One-byte checksum, for a reader that knows no CRC.</param>
/// <param name="Controller">The configuration of this machine's controller, which knows its readers.</param>
internal sealed record Options(
    string Line, byte Address, string? KeyFile = null, int? KeyDescriptor = null, bool Install = false, bool Json = false,
    int Baud = 9600, bool Checksum = false, string Controller = Options.ControllerDefault)
{
    public const string ControllerDefault = "/etc/secure/controller.json";
    public static readonly int[] Bauds = [9600, 19200, 38400, 57600, 115200];
    private const string UnixPrefix = "unix:";

    /// <summary>Path of the socket; null for a tty.</summary>
    public string? Socket => Line.StartsWith(UnixPrefix, StringComparison.Ordinal) ? Line[UnixPrefix.Length..] : null;

    /// <summary>Null for anything but the known options, each with a good value.</summary>
    public static Options? Of(string[] args)
    {
        Options options = new("", byte.MaxValue);
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            if (WithSwitch(options, args[i]) is { } switched) { options = switched; continue; }
            if (value is null || WithValue(options, args[i], value) is not { } valued) { return null; }
            options = valued;
            i++;
        }
        int keys = (options.KeyFile is null ? 0 : 1) + (options.KeyDescriptor is null ? 0 : 1) + (options.Install ? 1 : 0);
        return options.Line.Length > 0 && options.Address != byte.MaxValue && keys <= 1 ? options : null;
    }

    private static Options? WithSwitch(Options options, string name) => name switch
    {
        "--install" => options with { Install = true },
        "--json" => options with { Json = true },
        "--checksum" => options with { Checksum = true },
        _ => null,
    };

    private static Options? WithValue(Options options, string name, string value)
    {
        bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return name switch
        {
            "--line" => options with { Line = value },
            "--address" when isNumber && number <= 127 => options with { Address = (byte)number },
            "--key-file" => options with { KeyFile = value },
            "--key-fd" when isNumber => options with { KeyDescriptor = number },
            "--baud" when Bauds.Contains(number) => options with { Baud = number },
            "--controller" => options with { Controller = value },
            _ => null,
        };
    }
}
