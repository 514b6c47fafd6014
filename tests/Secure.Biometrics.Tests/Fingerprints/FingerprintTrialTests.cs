using Secure.Biometrics.Fingerprints;
using Secure.TestKit;

namespace Secure.Biometrics.Tests.Fingerprints;

/// <summary>Real fingers, a part of the public set: the whole of it is measured by the bench.</summary>
public sealed class FingerprintTrialTests
{
    [Fact]
    public void Real_fingers_find_themselves_and_nobody_else()
    {
        if (Checkout.SharedData("fingerprint_fvc/fvc2002_DB1_B") is not { } folder) { Assert.Skip("skipped: no ../shared/data"); return; }
        IFingerprintEngine engine = SharedEngine.OrSkip();
        CancellationToken none = TestContext.Current.CancellationToken;
        GrayImage Image(int finger, int touch) => FingerprintImages.Read(File.ReadAllBytes(Path.Combine(folder, $"{finger}_{touch}.tif")))!;
        byte[][] set = [.. Enumerable.Range(101, 5).Select(f => engine.Enrol([.. Enumerable.Range(1, 5).Select(t => Image(f, t))], none).Template!)];
        int?[] own = [.. Enumerable.Range(101, 5).Select(f => engine.Identify(Image(f, 6), set, none).Index)];
        int?[] others = [.. Enumerable.Range(106, 5).Select(f => engine.Identify(Image(f, 6), set, none).Index)];
        Assert.All(own, (found, i) => Assert.True(found is null || found == i));
        Assert.True(own.Count(o => o is not null) >= 4);
        Assert.All(others, Assert.Null);
    }
}
