using System.CommandLine;
using Google.Protobuf;
using Secure.Ctl.Connection;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>consent, enrol, enrol-at-door, templates, delete-template, reset-sensor.</summary>
internal static class BiometricCommands
{
    private static readonly Argument<string> Person = new("person") { Description = "人员编号 · person id" };

    public static IEnumerable<Command> All() => [Consent(), Enrol(), EnrolAtDoor(), Templates(), DeleteTemplate(), ResetSensor()];

    private static Command Consent()
    {
        Argument<string> factor = FactorArgument();
        Option<string?> version = new("--text") { Description = "本人已阅的同意书版本 · version of the text that the person has read; default: the one in use" };
        Option<bool> withdraw = new("--withdraw") { Description = "撤回同意并立即删除模板 · take it back; the templates are erased at once" };
        return new Command("consent", "记录或撤回本人同意 · record a person's consent, or take it back") { Person, factor, version, withdraw }.Calls(async (gateway, parsed, cancellation) =>
        {
            Biometrics.BiometricsClient client = new(gateway.Invoker);
            string person = parsed.GetRequiredValue(Person);
            Factor which = FactorOf(parsed.GetRequiredValue(factor));
            if (parsed.GetValue(withdraw))
            {
                WithdrawConsentResponse gone = await client.WithdrawConsentAsync(new WithdrawConsentRequest { Person = person, Factor = which }, gateway.Session(), cancellationToken: cancellation);
                Console.WriteLine($"已撤回，删除模板 {gone.Erased} 个 · taken back; templates erased: {gone.Erased}");
                return 0;
            }
            string text = parsed.GetValue(version) ?? (await client.ListTemplatesAsync(new ListTemplatesRequest { Person = person }, gateway.Session(), cancellationToken: cancellation)).TextVersion;
            await client.RecordConsentAsync(new RecordConsentRequest { Person = person, Factor = which, TextVersion = text }, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"已记录同意，同意书版本 {text} · consent recorded, text version {text}");
            return 0;
        });
    }

    private static Command Enrol()
    {
        Argument<string> factor = FactorArgument();
        Option<string> images = new("--images") { Description = "图像目录，按文件名顺序使用 · folder of images, taken in the order of their names", Required = true };
        return new Command("enrol", "用图像录入人脸或指纹 · enrol a face or a fingerprint from images") { Person, factor, images }.Calls(async (gateway, parsed, cancellation) =>
        {
            Biometrics.BiometricsClient client = new(gateway.Invoker);
            string[] files = [.. Directory.GetFiles(parsed.GetRequiredValue(images)).Order(StringComparer.Ordinal)];
            BeginEnrolmentRequest request = new() { Person = parsed.GetRequiredValue(Person), Factor = FactorOf(parsed.GetRequiredValue(factor)) };
            BeginEnrolmentResponse begun = await client.BeginEnrolmentAsync(request, gateway.Session(), cancellationToken: cancellation);
            uint good = 0;
            for (int i = 0; i < files.Length && good < begun.SamplesNeeded; i++)
            {
                SendSampleRequest sample = new() { EnrolmentId = begun.EnrolmentId, Sequence = (ulong)i + 1, Image = ByteString.CopyFrom(await File.ReadAllBytesAsync(files[i], cancellation)) };
                SendSampleResponse said = await client.SendSampleAsync(sample, gateway.Session(), cancellationToken: cancellation);
                good = said.GoodSamples;
                await Console.Error.WriteLineAsync($"  {Path.GetFileName(files[i])}: {said.Text.Zh} · {said.Text.En} ({good}/{begun.SamplesNeeded})");
            }
            FinishEnrolmentResponse done = await client.FinishEnrolmentAsync(new FinishEnrolmentRequest { EnrolmentId = begun.EnrolmentId }, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(done); } else { Console.WriteLine("已录入 · enrolled: " + Line(done.Template)); }
            return 0;
        });
    }

    private static Command Templates() => new Command("templates", "人员的模板与同意（不含模板内容） · what a person is enrolled with, and the consents") { Person }.Calls(async (gateway, parsed, cancellation) =>
    {
        ListTemplatesRequest request = new() { Person = parsed.GetRequiredValue(Person) };
        ListTemplatesResponse response = await new Biometrics.BiometricsClient(gateway.Invoker).ListTemplatesAsync(request, gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        foreach (FactorState state in response.Factors)
        {
            string engine = state.On ? "可用 · on" : $"{state.Off?.Zh} · {state.Off?.En}";
            string consent = state.Consent ? $"已同意（{state.ConsentVersion}） · agreed" : "未同意 · no consent";
            Console.WriteLine($"{FactorWords.Of(state.Factor)}: {engine}；{consent}");
        }
        foreach (TemplateInfo template in response.Templates) { Console.WriteLine("  " + Line(template)); }
        return 0;
    });

    private static Command DeleteTemplate()
    {
        Argument<string> template = new("template") { Description = "模板编号 · template id" };
        return new Command("delete-template", "立即彻底删除一个模板 · erase a template at once and for good") { Person, template }.Calls(async (gateway, parsed, cancellation) =>
        {
            DeleteTemplateRequest request = new() { Person = parsed.GetRequiredValue(Person), TemplateId = parsed.GetRequiredValue(template) };
            DeleteTemplateResponse gone = await new Biometrics.BiometricsClient(gateway.Invoker).DeleteTemplateAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine(gone.SensorPending
                ? $"模板 {request.TemplateId} 已失效，连上指纹仪后即从中删除（连不上会报警） · template {request.TemplateId} opens nothing any more and is erased from the sensor as soon as that is reached (if it cannot be, there is an alarm)"
                : $"模板 {request.TemplateId} 已删除 · template {request.TemplateId} has been erased");
            return 0;
        });
    }

    private static Command EnrolAtDoor()
    {
        Argument<string> door = DoorArgument();
        return new Command("enrol-at-door", "在门上的指纹仪中录入指纹（房间须为一级并写 match_on_sensor）；请本人按两次 · put a finger into a door's own sensor (its room: tier 1, match_on_sensor); the person lays it down twice") { Person, door }.Calls(async (gateway, parsed, cancellation) =>
        {
            EnrolAtDoorRequest request = new() { Person = parsed.GetRequiredValue(Person), Door = parsed.GetRequiredValue(door) };
            await Console.Error.WriteLineAsync("请本人在指纹仪上按手指 · the person lays the finger on the sensor now");
            EnrolAtDoorResponse done = await new Biometrics.BiometricsClient(gateway.Invoker).EnrolAtDoorAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(done); } else { Console.WriteLine("已录入 · enrolled: " + Line(done.Template)); }
            return 0;
        });
    }

    private static Command ResetSensor()
    {
        Argument<string> door = DoorArgument();
        Option<string> reason = new("--reason") { Description = "原因 · why", Required = true };
        return new Command("reset-sensor", "清空门上的指纹仪（如更换后），人员须重新录入 · empty a door's own sensor, as after it was exchanged; persons are enrolled there anew") { door, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            ResetSensorRequest request = new() { Door = parsed.GetRequiredValue(door), Reason = parsed.GetRequiredValue(reason) };
            await new Biometrics.BiometricsClient(gateway.Invoker).ResetSensorAsync(request, gateway.Session(), cancellationToken: cancellation);
            Console.WriteLine($"{request.Door} 的指纹仪不再放行任何人，连上后即清空 · the sensor of {request.Door} lets nobody in any more and is emptied as soon as it is reached");
            return 0;
        });
    }

    private static Argument<string> DoorArgument() => new("door") { Description = "门编号 · door id" };

    private static Argument<string> FactorArgument()
    {
        Argument<string> factor = new("factor") { Description = "face | fingerprint" };
        return factor.AcceptOnlyFromAmong("face", "fingerprint");
    }

    private static Factor FactorOf(string word) => word == "face" ? Factor.Face : Factor.Fingerprint;

    private static string Line(TemplateInfo template) =>
        $"{template.TemplateId} {FactorWords.Of(template.Factor)}, {template.EnrolledAt.ToDateTimeOffset():yyyy-MM-dd HH:mm} UTC, 由 · by {template.EnrolledBy}, 有效至 · until {template.ExpiresAt.ToDateTimeOffset():yyyy-MM-dd}";
}
