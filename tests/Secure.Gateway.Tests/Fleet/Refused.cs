using Grpc.Core;
using Secure.Contracts;

namespace Secure.Gateway.Tests.Fleet;

/// <summary>Asserts that a call was refused, and why.</summary>
internal static class Refused
{
    internal static async Task<Refusal> AsAsync(string code, Func<Task> call)
    {
        RpcException failure = await Assert.ThrowsAnyAsync<RpcException>(call);
        Refusal? refusal = failure.ToRefusal();
        Assert.True(refusal is not null, failure.ToString());
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    /// <summary>The connection itself failed: no handler ever saw the call.</summary>
    internal static async Task HandshakeAsync(Func<Task> call)
    {
        RpcException failure = await Assert.ThrowsAnyAsync<RpcException>(call);
        Assert.Null(failure.ToRefusal());
        Assert.True(failure.StatusCode is StatusCode.Unavailable or StatusCode.Internal, failure.ToString());
    }
}
