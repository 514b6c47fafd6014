using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.V1;

namespace Secure.Benchmarks.Checks;

/// <summary>The sessions of two officers, as metadata of their calls.</summary>
/// <param name="Password">Of all their accounts.</param>
internal sealed record BenchOfficers(Metadata Administrator, Metadata Security, string Password)
{
    /// <summary>The security officer's.</summary>
    public const string SecurityAccount = "bench-security";

    /// <summary>On a gateway that has no officers yet.</summary>
    public static async Task<BenchOfficers> HoldCeremonyAsync(BenchGateway gateway, GrpcChannel channel, CancellationToken cancellation)
    {
        string password = NewPassword(), token = await gateway.TokenAsync(cancellation);
        NewOfficer New(string account) => new() { Person = account, Name = account, Account = account, Password = password };
        HoldCeremonyRequest request = new() { Token = token, SystemAdministrator = New("bench-administrator"), SecurityOfficer = New(SecurityAccount), SecurityAuditor = New("bench-auditor") };
        await new Officers.OfficersClient(channel).HoldCeremonyAsync(request, cancellationToken: cancellation);
        return new(await SignInAsync(channel, "bench-administrator", password, cancellation), await SignInAsync(channel, SecurityAccount, password, cancellation), password);
    }

    public static async Task<Metadata> SignInAsync(GrpcChannel channel, string account, string password, CancellationToken cancellation)
    {
        SignInResponse opened = await new Identity.IdentityClient(channel).SignInAsync(new SignInRequest { Account = account, Password = password }, cancellationToken: cancellation);
        return new Metadata { { "authorization", "Bearer " + opened.SessionToken } };
    }

    public static string NewPassword() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    public override string ToString() => "two officers";
}
