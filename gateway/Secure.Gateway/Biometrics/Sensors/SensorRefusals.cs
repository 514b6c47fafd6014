using Grpc.Core;
using Secure.Contracts;
using Secure.Vocabulary;

namespace Secure.Gateway.Biometrics.Sensors;

/// <summary>Why nothing was done with a door's sensor.</summary>
internal static class SensorRefusals
{
    internal static RefusedException NotUsed() => Of("sensor_not_used", "该门没有自行比对的指纹仪（房间须为一级并写 match_on_sensor）", "this door has no sensor that matches by itself (its room: tier 1, match_on_sensor)");

    internal static RefusedException Gone() => Of("sensor_gone", "指纹仪或其代理不可用，未录入", "the sensor or its agent cannot be reached; nothing was enrolled");

    internal static RefusedException Differs() => Of("sensor_differs", "指纹仪的内容与登记不符；核对后用 reset-sensor 清空并重新录入", "the sensor does not hold what was assigned; look at it, then empty it with reset-sensor and enrol anew");

    internal static RefusedException Busy() => Of("sensor_busy", "该指纹仪正在录入", "somebody is being enrolled at this sensor");

    internal static RefusedException Full() => Of("sensor_full", "指纹仪已满", "the sensor is full");

    /// <summary>By the agent's word; any other is taken as the sensor's refusal.</summary>
    internal static RefusedException Ended(string verdict) => verdict switch
    {
        "gone" => Gone(),
        "no_finger" => Of("no_finger", "没有等到手指，未录入", "no finger came; nothing was enrolled"),
        "unclear" => Of("finger_unclear", "指纹不清晰，请平放按紧后重新录入", "the touch could not be used: press flat, hold still, and begin again"),
        "two_fingers" => Of("two_fingers", "两次按压不是同一手指，请重新录入", "the two touches are not of one finger: begin again"),
        _ => Of("sensor_refused", "指纹仪未能保存，未录入", "the sensor could not keep it; nothing was enrolled"),
    };

    private static RefusedException Of(string code, string zh, string en) => new(new Refusal(StatusCode.FailedPrecondition, code, new Sentence(zh, en)));
}
