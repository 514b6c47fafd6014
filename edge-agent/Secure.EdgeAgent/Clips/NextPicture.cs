using Secure.EdgeAgent.Devices.Cameras;
using Secure.Messaging;

namespace Secure.EdgeAgent.Clips;

/// <summary>A camera's first picture from now on.</summary>
internal static class NextPicture
{
    /// <summary>A camera that is opened for it may take some seconds to its first picture.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(6);

    /// <returns>Without a picture: <see cref="AgentRefusals.CameraOff"/> or <see cref="AgentRefusals.CameraSilent"/>.</returns>
    internal static async Task<(CameraFrame? Frame, string Why)> OfAsync(ICamera camera, TimeProvider time)
    {
        using CancellationTokenSource limit = new(WaitMax, time);
        try
        {
            await foreach (CameraFrame frame in camera.FramesAsync(limit.Token).ConfigureAwait(false)) { return (frame, ""); }
            return (null, AgentRefusals.CameraOff);
        }
        catch (OperationCanceledException) { return (null, AgentRefusals.CameraSilent); }
    }
}
