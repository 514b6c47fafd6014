namespace Secure.DoorController.Hosting;

/// <summary>The controller's lines on standard error, each with a fixed number. Never a key, code, badge or PIN.</summary>
internal sealed class ControllerLog(TextWriter output)
{
    public void Started(string controller, ulong epoch, bool enrolled) =>
        Say(1, $"控制器 {controller} 启动，第 {epoch} 次 · controller {controller} started, boot {epoch}, {(enrolled ? "enrolled" : "not enrolled yet")}");

    public void Stopped(string reason) => Say(2, $"停止，所有门已上锁 · stopped with every lock driven to locked: {reason}");

    public void NotSeparated() => Say(3, "同一用户运行代理和控制器：隔离已关闭 · one user runs agent and controller: their separation is off");

    public void AgentCame() => Say(4, "代理已连接 · agent connected");

    public void AgentLeft(string reason) => Say(5, $"代理已断开 · agent left: {reason}");

    public void AgentTurnedAway(uint user) => Say(6, $"拒绝连接：用户 {user} · connection refused: user {user} may not connect");

    public void PinsCame() => Say(7, "引脚驱动已连接 · pins connected");

    public void PinsWent(string reason) => Say(8, $"引脚驱动失联 · pins lost: {reason}");

    public void Line(string trouble) => Say(9, $"读卡器线路 · reader line: {trouble}");

    public void Reader(string reader, string what) => Say(10, $"读卡器 {reader} · reader {reader}: {what}");

    public void Enrolled() => Say(11, "已注册 · enrolled: the gateway knows this controller's key");

    public void EnrollmentRefused(string reason) => Say(12, $"注册被拒 · enrolment refused: {reason}");

    public void Link(bool online) => Say(13, online ? "网关在线 · the gateway hears this controller" : "网关离线 · the gateway does not hear this controller");

    public void TornTail(long bytes) => Say(14, $"日志尾部 {bytes} 字节未写完，已截去 · {bytes} unfinished bytes at the journal's end were cut off");

    public void Unguarded() => Say(15, "没有门卫进程 · no door guard: nothing locks the doors when this process dies");

    public void Failed(Exception cause) => Say(16, $"故障，所有门已上锁 · failed with every lock driven to locked: {cause}");

    public void KeysErased() => Say(17, "机箱被打开：通行清单和读卡器密钥已清除 · the box was opened: lease and reader keys are erased");

    public void CodesNotCompared(string why) => Say(18, $"应急开门码和 PIN 无法比对 · break-glass codes and PINs cannot be compared: {why}");

    private void Say(int number, string text)
    {
        lock (output) { output.WriteLine($"D{number:D3} {text}"); }
    }
}
