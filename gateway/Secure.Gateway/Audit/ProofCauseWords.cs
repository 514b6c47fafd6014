using Secure.Vocabulary;

namespace Secure.Gateway.Audit;

/// <summary>What people read for the codes that say why a proof of somebody's face or finger failed.</summary>
internal static class ProofCauseWords
{
    /// <summary>By code.</summary>
    internal static IReadOnlyDictionary<string, Sentence> All { get; } = new Dictionary<string, Sentence>(StringComparer.Ordinal)
    {
        ["time_over"] = new("没有在规定时间内完成", "it was not done in time"),
        ["too_slow"] = new("两次画面之间隔得太久", "too much time passed between two pictures"),
        ["several_faces"] = new("画面中不止一人", "more than one person was in the picture"),
        ["abandoned"] = new("中途离开，没有做完", "it was broken off in the middle"),
        ["too_fast"] = new("画面来得比摄像头能拍的还快", "pictures came faster than a camera takes them"),
        ["out_of_order"] = new("画面次序有误", "the pictures were out of order"),
        ["wrong_turn"] = new("转头方向与要求不符", "the head was turned another way than was asked"),
        ["not_followed"] = new("没有按要求转头", "the head was not turned as was asked"),
        ["not_matched"] = new("与登记的本人不符", "it does not match what was enrolled"),
        ["not_live"] = new("不像真人", "it does not look alive"),
        ["duplicate_frame"] = new("图像是重放的", "a picture was sent again"),
        ["identity_changed"] = new("中途换了人", "another person took over"),
        ["wrong_person"] = new("是另一个已登记的人", "it is another person who is enrolled"),
    };
}
