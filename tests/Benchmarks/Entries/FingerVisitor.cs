using System.Globalization;
using System.Text.Json.Nodes;
using Secure.Benchmarks.Badges;
using Secure.EdgeAgent.Devices.Tests.Fingerprints;
using Secure.TestKit;

namespace Secure.Benchmarks.Entries;

/// <summary>Somebody with badge and finger at a door whose sensor's pictures go to the gateway.</summary>
internal sealed class FingerVisitor : IDisposable
{
    /// <summary>One that belongs to nobody: see <see cref="TestFinger"/>.</summary>
    public const int Finger = 1;

    /// <summary>Those after the five that were enrolled.</summary>
    private const int FirstTouch = 6, Touches = 8, TriesMax = 8;

    private readonly BenchDemo _demo;
    private readonly string _door;
    private readonly SensorTwin _sensor = new() { Finger = () => Finger };
    private int _entries;

    public FingerVisitor(BenchDemo demo, string door)
    {
        (_demo, _door) = (demo, door);
        string line = Path.Combine(demo.Folder, "run", door + "-finger");
        File.Delete(line);
        File.CreateSymbolicLink(line, _sensor.Path);
    }

    /// <returns>Ticks from the picture's last byte on the sensor's line to the voltage at the strike: a line of 57,600 baud takes 6.4 s for the picture before that, the twin's takes none.</returns>
    /// <exception cref="InvalidOperationException">The door did not open, several times.</exception>
    public async Task<long> EnterAsync(CancellationToken cancellation)
    {
        // One touch in some is not recognised: 12.9 % of real fingers' (biometrics.md).
        for (int tries = 1; tries <= TriesMax; tries++)
        {
            _sensor.Pixels = TestFinger.Touch(Finger, FirstTouch + _entries++ % Touches);
            JsonObject answer = await _demo.Twin.AskAsync(string.Create(CultureInfo.InvariantCulture, $"badge {_door} {FaceDoorBench.Badge} wait=10000"), cancellation);
            if (await _demo.Twin.StrikeAsync(_door, answer, cancellation) is { } strike) { return strike - _sensor.ImageSentAt; }
        }
        throw new InvalidOperationException($"The {_door} did not open.");
    }

    public void Dispose() => _sensor.Dispose();
}
