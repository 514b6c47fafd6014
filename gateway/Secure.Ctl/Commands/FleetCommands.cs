using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Secure.Ctl.Connection;
using Secure.Signatures;
using Secure.V1;

namespace Secure.Ctl.Commands;

/// <summary>devices, code, enroll, suspend, resume, revoke, selftest, rotate-evidence-key.</summary>
internal static class FleetCommands
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static IEnumerable<Command> All() => [Devices(), Code(), Enroll(), Suspend(), Resume(), Revoke(), SelfTestCommand.Build(), RotateEvidenceKey()];

    private static Command Devices() => new Command("devices", "已登记的设备 · what is enrolled").Calls(async (gateway, parsed, cancellation) =>
    {
        ListDevicesResponse response = await Client(gateway).ListDevicesAsync(new ListDevicesRequest(), gateway.Session(), cancellationToken: cancellation);
        if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
        foreach (Device device in response.Devices)
        {
            string state = device.Revoked ? "已吊销 · revoked" : device.Suspended ? "已停用 · suspended" : device.Enrolled ? "已登记 · enrolled" : "未登记 · not enrolled";
            Console.WriteLine($"{device.Device_} ({device.Kind}): {state}{(device.CertificateExpiresAt is { } end ? $", 证书至 · certificate until {end.ToDateTimeOffset():yyyy-MM-dd}" : "")}");
            foreach (string line in DeviceText.Of(device)) { Console.WriteLine("  " + line); }
        }
        return 0;
    });

    private static Command Code()
    {
        Argument<string> device = new("device") { Description = "设备编号 · device id" };
        Argument<DeviceKind> kind = new("kind") { Description = "类别 · kind", HelpName = "agent|controller|service|workstation" };
        return new Command("code", "生成一次性登记码（15 分钟） · make a single-use enrolment code (15 minutes)") { device, kind }.Calls(async (gateway, parsed, cancellation) =>
        {
            CreateEnrollmentRequest request = new() { Device = parsed.GetRequiredValue(device), Kind = parsed.GetRequiredValue(kind) };
            CreateEnrollmentResponse response = await Client(gateway).CreateEnrollmentAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            Console.WriteLine(response.Code);
            return 0;
        });
    }

    private static Command Enroll()
    {
        Argument<string> device = new("device") { Description = "服务或工作站编号 · id of the service or workstation" };
        Argument<DeviceKind> kind = new("kind") { Description = "类别 · kind", HelpName = "service|workstation" };
        Option<string?> code = new("--code-file") { Description = "登记码文件 · file with the enrolment code" };
        Option<string> folder = new("--out") { Description = "保存密钥与证书的目录（0700） · folder for key and certificate (0700)", Required = true };
        return new Command("enroll", "用登记码换取证书 · trade an enrolment code for a certificate") { device, kind, code, folder }.Calls(async (gateway, parsed, cancellation) =>
        {
            if (!EnrollmentCode.TryParse(Secrets.Read(parsed.GetValue(code), "登记码 · enrolment code: "), out EnrollmentCode? given))
            {
                throw new GatewayConnection.UsageException("登记码格式错误 · this is no enrolment code");
            }
            // Before the code is used up: a folder that cannot be made would cost the certificate that it was traded for.
            Directory.CreateDirectory(parsed.GetRequiredValue(folder), OwnerOnly | UnixFileMode.UserExecute);
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = new($"CN={parsed.GetRequiredValue(device)}", key, HashAlgorithmName.SHA256);
            CertificateEnrollment enrollment = new()
            {
                Device = parsed.GetRequiredValue(device),
                Kind = parsed.GetRequiredValue(kind),
                Code = ByteString.CopyFrom(given.Code),
                CertificateRequest = ByteString.CopyFrom(request.CreateSigningRequest()),
            };
            EnrollResponse response = await Client(gateway).EnrollAsync(new EnrollRequest { Certificate = enrollment }, cancellationToken: cancellation);
            Save(parsed.GetRequiredValue(folder), key, response);
            Console.WriteLine($"证书已保存 · the certificate is in {parsed.GetRequiredValue(folder)}");
            return 0;
        }, withSession: false);
    }

    private static Command Suspend() => Trust("suspend", "立即停用，一名管理人员即可 · end a device's trust at once; takes one officer", async (client, device, reason, options) =>
    {
        SuspendResponse response = await client.SuspendAsync(new SuspendRequest { Device = device, Reason = reason }, options);
        Console.WriteLine("已停用 · suspended" + Dropped(response.ConnectionsDropped));
    });

    private static Command Resume() => Trust("resume", "恢复停用的设备，须两人 · give a suspended device its trust back; takes two officers", async (client, device, reason, options) =>
    {
        await client.ResumeAsync(new ResumeRequest { Device = device, Reason = reason }, options);
        Console.WriteLine("已恢复 · resumed");
    });

    private static Command Revoke() => Trust("revoke", "永久吊销，须两人 · end a device's trust for good; takes two officers", async (client, device, reason, options) =>
    {
        RevokeResponse response = await client.RevokeAsync(new RevokeRequest { Device = device, Reason = reason }, options);
        Console.WriteLine("已吊销 · revoked" + Dropped(response.ConnectionsDropped));
    });

    private static Command RotateEvidenceKey()
    {
        Option<string> reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };
        return new Command("rotate-evidence-key", "更换证据密钥，须两人及站点根密钥目录 · replace the evidence key; takes two officers and the site root's folder") { reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            RotateEvidenceKeyRequest request = new() { Reason = parsed.GetRequiredValue(reason) };
            RotateEvidenceKeyResponse response = await Client(gateway).RotateEvidenceKeyAsync(request, gateway.Session(), cancellationToken: cancellation);
            if (parsed.GetValue(ConnectionOptions.Json)) { Running.PrintJson(response); return 0; }
            Console.WriteLine($"证据密钥已更换为 {Shown.Safe(response.Key)}（密钥清单 {response.KeyList}）；旧证据仍可调阅 · the evidence key is {Shown.Safe(response.Key)} now (key list {response.KeyList}); what was kept stays readable");
            return 0;
        });
    }

    private static Command Trust(string name, string description, Func<Fleet.FleetClient, string, string, CallOptions, Task> call)
    {
        Argument<string> device = new("device") { Description = "设备编号 · device id" };
        Option<string> reason = new("--reason") { Description = "事由（必填） · why (mandatory)", Required = true };
        return new Command(name, description) { device, reason }.Calls(async (gateway, parsed, cancellation) =>
        {
            await call(Client(gateway), parsed.GetRequiredValue(device), parsed.GetRequiredValue(reason), new CallOptions(gateway.Session(), cancellationToken: cancellation));
            return 0;
        });
    }

    private static string Dropped(bool told) => told ? "，连接已断开 · connections dropped" : "；未能通知消息代理断开连接 · the broker could not be told to drop connections";

    private static Fleet.FleetClient Client(GatewayConnection gateway) => new(gateway.Invoker);

    private static void Save(string folder, ECDsa key, EnrollResponse response)
    {
        Write(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        IEnumerable<string> chain = response.CertificateChain.Select(c => new string(PemEncoding.Write("CERTIFICATE", c.Span)));
        Write(Path.Combine(folder, "certificate.pem"), string.Join('\n', chain) + "\n");
    }

    private static void Write(string path, string text)
    {
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
