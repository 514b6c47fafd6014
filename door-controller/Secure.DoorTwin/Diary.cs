using System.Globalization;
using System.Text;

namespace Secure.DoorTwin;

/// <summary>
/// What was seen at the doors, a line each: UTC time, "twin", door, code, words; tabs between. Never a card's number nor
/// the keys that were typed. A full file is begun anew: it is for looking on, and no evidence.
/// </summary>
internal sealed class Diary(string? path, TimeProvider clock) : IDisposable
{
    /// <summary>Bytes in the file, at most.</summary>
    private const int LengthMax = 8 << 20;

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["card"] = "有人刷卡 · a card is presented",
        ["card_sent"] = "读卡器把卡交给控制器 · the reader hands the card to the panel",
        ["strike_on"] = "锁控线通电 · the strike line becomes active",
        ["strike_off"] = "锁控线断电 · the strike line becomes inactive",
        ["bolt_withdrawn"] = "锁舌缩回 · the bolt is withdrawn",
        ["bolt_thrown"] = "锁舌伸出 · the bolt is thrown",
        ["leaf_opened"] = "门打开 · the leaf opens",
        ["leaf_closed"] = "门关上 · the leaf closes",
        ["rex"] = "按下出门按钮 · the exit button is pressed",
        ["fire_on"] = "消防继电器释放门锁 · the fire relay releases the lock",
        ["fire_off"] = "消防继电器复位 · the fire relay rests again",
    };

    private readonly FileStream? _file = path is null ? null : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);

    /// <param name="where">A door, or a reader's cable.</param>
    /// <param name="more">What the code alone does not say.</param>
    internal void Note(string where, string code, string more = "")
    {
        if (_file is null) { return; }
        if (_file.Length > LengthMax) { _file.SetLength(0); }
        _file.Seek(0, SeekOrigin.End);
        string at = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string words = string.Join(' ', new[] { Texts.GetValueOrDefault(code, ""), more }.Where(w => w.Length > 0));
        _file.Write(Encoding.UTF8.GetBytes($"{at}\ttwin\t{where}\t{code}\t{words}\n"));
        _file.Flush();
    }

    public void Dispose() => _file?.Dispose();
}
