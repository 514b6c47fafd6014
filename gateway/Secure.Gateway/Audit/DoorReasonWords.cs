using Secure.Vocabulary;

namespace Secure.Gateway.Audit;

/// <summary>What people read for the codes with which a controller says why: of a refusal, or of what happened at a door.</summary>
public static class DoorReasonWords
{
    /// <summary>By code.</summary>
    public static IReadOnlyDictionary<string, Sentence> All { get; } = new Dictionary<string, Sentence>(StringComparer.Ordinal)
    {
        ["bad_signature"] = new("签名无效", "the signature is not genuine"),
        ["no_keys"] = new("控制器没有有效的密钥清单", "the controller has no valid list of keys"),
        ["wrong_door"] = new("不是此控制器的门", "the door is not one of this controller's"),
        ["wrong_boot"] = new("控制器已重新启动，请再试一次", "the controller has restarted meanwhile; try again"),
        ["unknown_nonce"] = new("不是控制器正等待的答复", "not the answer to anything that the controller waits for"),
        ["expired"] = new("到达时已过期，请再试一次，并查看控制器的时钟", "it came too late; try again, and look at the controller's clock"),
        ["lives_too_long"] = new("有效期过长", "it is valid for longer than the controller allows"),
        ["bad_hold"] = new("开锁时长超出允许范围", "the time to hold the lock open is out of range"),
        ["old_number"] = new("编号早于已执行的命令", "its number is older than that of a command already carried out"),
        ["before_build"] = new("时间早于控制器程序的发布", "the time is before the controller's program was built"),
        ["clock_set"] = new("控制器时钟已校正", "the controller's clock was set"),
        ["door_blocked"] = new("门已禁用，须先解除", "the door is blocked; end that first"),
        ["door_lockdown"] = new("门处于封锁，须先解除", "the door is in lockdown; release it first"),
        ["door_maintenance"] = new("门在维护中，须先结束维护", "the door is in maintenance; end that first"),
        ["fire_release"] = new("消防释放中，门不上锁", "a fire release has the door unlocked"),
        ["interlock"] = new("互锁的另一扇门未关好锁好", "the other door of the mantrap is not closed and locked"),
        ["box_tampered"] = new("控制器机箱被打开过，须两名管理员确认后解除", "the controller's box was opened: two officers must end that"),
        ["scheduled_free"] = new("门在常开时段", "the door stands free by its hours"),
        ["exempt"] = new("此门不随消防释放", "the door is exempt from the fire release"),
        ["lock_unknown"] = new("看不到锁的状态（反馈线路故障）", "the lock cannot be seen: its feedback line is at fault"),
        ["lock_jammed"] = new("锁卡住", "the lock is jammed"),
        ["not_unlocking"] = new("锁没有打开", "the lock did not open"),
        ["not_locking"] = new("锁没有锁上", "the lock did not lock"),
        ["superseded"] = new("已被后来的命令取代", "a later command took its place"),
        ["pins_lost"] = new("锁线驱动中断", "the driver of the lock lines was lost"),
        ["places_lost"] = new("区域内人员记录丢失", "the record of who is inside was lost"),
        ["stopping"] = new("控制器正在停止", "the controller is stopping"),
        ["found_open"] = new("恢复监测时发现门开着", "found open when it could be seen again"),
        ["no_lock_evidence"] = new("没有锁已锁上的证据", "nothing shows that it was locked"),
        ["agent_absent"] = new("代理失联", "the agent is not heard"),
        ["not_enrolled"] = new("控制器未登记", "the controller is not enrolled"),
        ["no_answer"] = new("网关未及时答复", "the gateway did not answer in time"),
        ["unreadable_card"] = new("读不出卡号", "the card could not be read"),
        ["reader_silent"] = new("读卡器没有应答", "the reader does not answer"),
        ["reader_garbled"] = new("读卡器线路受干扰", "the reader's line is disturbed"),
        ["reader_busy"] = new("读卡器一直称忙：读卡器死机，或有人在线路上冒充它应答", "the reader says that it is busy, and nothing else: it hangs, or somebody answers in its place"),
        ["reader_wrong_key"] = new("读卡器没有应有的密钥", "the reader does not hold the key that it should"),
        ["reader_secure_refused"] = new("读卡器拒绝安全通道", "the reader refuses the secure channel"),
        ["reader_no_key"] = new("须有安全通道，而读卡器尚无密钥", "a secure channel is demanded, and the reader has no key yet"),
        ["reader_swapped"] = new("应答的是另一台读卡器", "another reader answers in its place"),
        ["forged_replies"] = new("线路上有伪造的应答", "replies that the reader did not make"),
        ["endlessly_busy"] = new("持有密钥的读卡器反复只称忙而无证明", "a reader that holds a key says nothing but busy, without its proof, again and again"),
        ["session_losses"] = new("安全通道一再中断", "the secure channel was broken off again and again"),
        ["key_denied"] = new("登记过的读卡器不承认其密钥", "a reader that is known denies its key"),
        ["camera_silent"] = new("摄像头没有画面", "the camera gives no pictures"),
        ["reader_restarted"] = new("读卡器重新启动", "the reader restarted"),
    };

    /// <summary>That a controller refused a command, and why, as far as this gateway knows the code.</summary>
    internal static Sentence Refused(string reason) => All.TryGetValue(reason, out Sentence? why)
        ? new Sentence("门控制器拒绝执行：" + why.Zh, "the controller refused the command: " + why.En)
        : new Sentence($"门控制器拒绝执行（{reason}）", $"the controller refused the command ({reason})");
}
