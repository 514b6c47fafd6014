using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>Factors and obligations in words.</summary>
internal static class FactorWords
{
    public static string Of(Factor factor) => factor switch
    {
        Factor.Badge => "门禁卡 · badge",
        Factor.Pin => "PIN",
        Factor.Password => "口令 · password",
        Factor.Face => "人脸 · face",
        Factor.Fingerprint => "指纹 · fingerprint",
        _ => "未知 · unknown",
    };

    public static string Of(Obligation obligation) => obligation switch
    {
        Obligation.RecordVideo => "录像 · record video",
        Obligation.TwoPerson => "两人在场 · two persons",
        Obligation.Watermark => "加水印 · watermark",
        Obligation.Escort => "陪同 · escort",
        Obligation.ReadOnly => "只读 · read only",
        _ => "未知 · unknown",
    };
}
