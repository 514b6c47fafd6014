using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Secure.V1;

namespace Secure.Benchmarks.Checks;

/// <summary>The sessions of two officers, as metadata of their calls.</summary>
internal sealed record BenchOfficers(Metadata Administrator, Metadata Security)
{
    /// <summary>On a gateway that has no officers yet.</summary>
    public static async Task<BenchOfficers> HoldCeremonyAsync(BenchGateway gateway, GrpcChannel channel, CancellationToken cancellation)
    {
        string password = NewPassword(), token = await gateway.TokenAsync(cancellation);
        NewOfficer New(string account) => new() { Person = account, Name = account, Account = account, Password = password };
        HoldCeremonyRequest request = new() { Token = token, SystemAdministrator = New("bench-administrator"), SecurityOfficer = New("bench-security"), SecurityAuditor = New("bench-auditor") };
        await new Officers.OfficersClient(channel).HoldCeremonyAsync(request, cancellationToken: cancellation);
        return new(await SignInAsync(channel, "bench-administrator", password, cancellation), await SignInAsync(channel, "bench-security", password, cancellation));
    }

    public static async Task<Metadata> SignInAsync(GrpcChannel channel, string account, string password, CancellationToken cancellation)
    {
        SignInResponse opened = await new Identity.IdentityClient(channel).SignInAsync(new SignInRequest { Account = account, Password = password }, cancellationToken: cancellation);
        return new Metadata { { "authorization", "Bearer " + opened.SessionToken } };
    }

    public static string NewPassword() => RandomNumberGenerator.GetHexString(24, lowercase: true);

    public override string ToString() => "two officers";
}
