using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.DoorController.State;
using Secure.Grants;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>Puts together what the controller starts with, from configuration, state and the fitter's code.</summary>
internal static class Launch
{
    /// <exception cref="IOException">The state cannot be used, or the code belongs to another site.</exception>
    public static ControllerSetup Setup(ControllerFile file, StateFolder state, Ed25519PrivateKey key, EnrollmentCode? code) => new(
        DeviceId.Parse(file.Controller), key, Token128.NewRandom(), state.NextBootEpoch(), [.. file.Doors.Select(Settings)],
        file.Readers.ToDictionary(r => ReaderId.Parse(r.Id), r => DoorId.Parse(r.Door)),
        Root(state, code), state.IsAccepted ? null : code, state.LoadKeyList(), state.IsAccepted, state.LoadCommands(), Math.Max(state.LoadTime(), BuildMs()), state.LoadPlans())
    {
        Lease = state.LoadLease(),
        Places = state.LoadPlaces(),
        BreakGlass = state.LoadBreakGlass(),
        IsBoxTampered = state.IsBoxTampered,
        BuiltMs = BuildMs(),
        TrustsRealTimeClock = file.TrustedClock,
    };

    private static DoorSettings Settings(DoorEntry door) => new(
        DoorId.Parse(door.Id), TimeSpan.FromSeconds(door.HeldAfterSeconds), TimeSpan.FromMilliseconds(door.MotionMaxMs), TimeSpan.FromSeconds(door.RexShuntSeconds));

    /// <summary>The first code fixes the site for good; a code of another site is refused, not obeyed.</summary>
    private static byte[]? Root(StateFolder state, EnrollmentCode? code)
    {
        byte[]? root = state.LoadRoot();
        if (code is null) { return root; }
        if (root is null)
        {
            state.SaveRoot(code.RootFingerprint);
            return code.RootFingerprint;
        }
        return root.AsSpan().SequenceEqual(code.RootFingerprint) ? root : throw new IOException("The enrolment code belongs to another site than this controller.");
    }

    /// <summary>When the program was put here: no true time is earlier.</summary>
    private static long BuildMs()
    {
        string library = Path.Combine(AppContext.BaseDirectory, typeof(Launch).Assembly.GetName().Name + ".dll");
        string program = File.Exists(library) ? library : Environment.ProcessPath ?? library;
        return new DateTimeOffset(File.GetLastWriteTimeUtc(program)).ToUnixTimeMilliseconds();
    }
}
