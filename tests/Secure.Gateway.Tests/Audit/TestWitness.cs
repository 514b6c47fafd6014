using Google.Protobuf;
using Grpc.Core;
using Secure.Signatures;
using Secure.TransparencyLog;
using Secure.V1;

namespace Secure.Gateway.Tests.Audit;

/// <summary>A real witness at the other end of the stream, remembering in memory what an agent keeps on its disk.</summary>
internal sealed class TestWitness : IDisposable
{
    private readonly string _agent;
    private readonly Cosigner _cosigner;
    private readonly VerifierKey _log;

    public TestWitness(string agent, VerifierKey log)
    {
        (_agent, _log) = (agent, log);
        Key = KeyOf(agent);
        _cosigner = new Cosigner("site/witness/" + agent, Key, TimeProvider.System);
    }

    public Ed25519PrivateKey Key { get; }

    public WitnessRecord? Remembered { get; set; }

    public VerifierKey VerifierKey => _cosigner.VerifierKey;

    /// <summary>What it sends instead of its own last checkpoint.</summary>
    public byte[]? Lie { get; set; }

    public static Ed25519PrivateKey KeyOf(string agent) => Ed25519PrivateKey.FromSeed(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(agent)));

    /// <summary>Cosigns whatever it is asked to until the stream ends.</summary>
    public async Task RunAsync(AuditServer server, CancellationToken cancellation)
    {
        using Witness witness = new([new WitnessedLog(_log.Name, [_log])], Remembered is null ? [] : [Remembered], _cosigner, (record, _) => { Remembered = record; return ValueTask.CompletedTask; });
        using AsyncDuplexStreamingCall<WitnessMessage, WitnessRequest> call = server.Client.Witness(AuditServer.As(_agent), cancellationToken: cancellation);
        byte[] last = Lie ?? Remembered?.Note.ToBytes() ?? [];
        await call.RequestStream.WriteAsync(new WitnessMessage { Hello = new WitnessHello { VerifierKey = _cosigner.VerifierKey.ToString(), LastCheckpoint = ByteString.CopyFrom(last) } }, cancellation);
        await foreach (WitnessRequest request in call.ResponseStream.ReadAllAsync(cancellation))
        {
            TransparencyLog.WitnessAnswer answer = await witness.AddCheckpointAsync(request.AddCheckpoint.Memory, cancellation);
            await call.RequestStream.WriteAsync(new WitnessMessage { Answer = new V1.WitnessAnswer { Status = (uint)answer.Status, Body = ByteString.CopyFrom(answer.Body) } }, cancellation);
        }
    }

    public void Dispose() => Key.Dispose();
}
