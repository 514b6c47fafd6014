namespace Grpc.Core;

/// <summary>What a client's channel is doing about its connection.</summary>
public enum ConnectivityState
{
    Idle,
    Connecting,
    Ready,
    TransientFailure,
    Shutdown,
}
