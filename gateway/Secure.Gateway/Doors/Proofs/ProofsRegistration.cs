namespace Secure.Gateway.Doors.Proofs;

internal static class ProofsRegistration
{
    /// <summary>Needs the engines, the templates and the step-up slice.</summary>
    internal static IServiceCollection AddEntryProofs(this IServiceCollection services) => services
        .AddSingleton<OpenEntries>().AddSingleton<ProofReadiness>().AddSingleton<FaceProofs>().AddSingleton<FingerProofs>().AddSingleton<SensorProofs>().AddSingleton<PinProofs>()
        .AddSingleton<Identification>().AddSingleton<ProofVerdicts>()
        .AddSingleton(s => new EntryProofs(
            s.GetRequiredService<EntryDesk>(), s.GetRequiredService<Controllers>(), s.GetRequiredService<DeviceAlarms>(), s.GetRequiredService<OpenEntries>(),
            s.GetRequiredService<ProofReadiness>(), s.GetRequiredService<FaceProofs>(), s.GetRequiredService<FingerProofs>(), s.GetRequiredService<SensorProofs>(), s.GetRequiredService<PinProofs>(), s.GetRequiredService<ProofVerdicts>(),
            s.GetRequiredService<TimeProvider>()));
}
