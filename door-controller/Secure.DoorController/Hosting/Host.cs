using System.Net.Sockets;
using Secure.DoorController.Agents;
using Secure.DoorController.Configuration;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Guarding;
using Secure.DoorController.Journaling;
using Secure.DoorController.Native;
using Secure.DoorController.Pins;
using Secure.DoorController.Pins.Gpio;
using Secure.DoorController.State;
using Secure.Signatures;
using Secure.Vocabulary;

namespace Secure.DoorController.Hosting;

/// <summary>The controller with its wires, from start to end.</summary>
internal sealed class Host(ControllerFile file, EnrollmentCode? code, TimeProvider clock, ControllerLog log)
{
    private bool _wasEnrolled;
    private bool _wasOnline;
    private string? _refused;

    /// <summary>Runs until the loop is stopped. However it ends, the locks have been driven to locked.</summary>
    /// <returns>0 when asked to stop, else 1.</returns>
    public int Run(Loop loop)
    {
        using StateFolder state = StateFolder.Open(file.StateFolder);
        state.Failed = refused => { log.Failed(refused); loop.Stop("state", 1); };
        using Ed25519PrivateKey key = state.LoadKey();
        GuardBeats beats = new(GuardBeats.Inherited(GuardBeats.Variable), clock);
        // The guard waits for a sound controller with a long journal, and no lock is driven meanwhile.
        JournalFile entries = JournalFile.Open(state.JournalPath, loading: () => beats.Beat(false));
        if (entries.Torn > 0) { log.TornTail(entries.Torn); }
        using JournalThread journal = new(entries,
            durable => loop.Post(controller => controller.JournalIsDurable(durable)),
            refused => { log.Failed(refused); loop.Stop("journal", 1); });
        GpioPlan? plan = file.IsOnGpio ? GpioPlan.Of(file) : null;
        using IPins pins = plan is null ? new UnixPins(file.Pins["unix:".Length..], clock) : new GpioPins(plan, GuardedLocks.Inherited());
        DoorLines lines = new(file.Doors, pins, beats);
        // A fault on any thread ends the process: the locks come first.
        AppDomain.CurrentDomain.UnhandledException += (_, _) => lines.LockAll();
        using ReaderDesk readers = new(file.Buses, state.OpenReaders(), loop, log, clock);
        using WiegandDesk wiegand = new(file.Wiegand ?? [], plan, loop, log, clock);
        using SignLines signs = new(file.Doors, pins, clock);
        ControllerSetup setup = Launch.Setup(file, state, key, code);
        Controller controller = new(setup, clock, lines, new LampDesk(file, readers, signs), state, journal) { SlowCodes = new SlowCodes(work => loop.Post(_ => work()), log), Install = readers, Lines = readers, Version = ProgramVersion.Of(typeof(Host).Assembly) };
        (_wasEnrolled, _wasOnline) = (controller.IsEnrolled, controller.IsOnline);
        SocketPlace place = new(file.Socket);
        using Socket socket = place.Listen();
        if (!place.Separates) { log.NotSeparated(); }
        log.Started(file.Controller, setup.BootEpoch, controller.IsEnrolled);

        using PinDesk desk = new(loop, [.. lines.Contacts, .. BoxContact.Of(file.Box)], signs.Refresh, log, clock);
        pins.Start(desk);
        readers.Start();
        wiegand.Start();
        using CancellationTokenSource end = new();
        Task serving = ListenAsync(new AgentServer(socket, place, new AgentDesk(loop, log), clock), loop, end.Token);
        try { return Serve(loop, controller, beats); }
        finally
        {
            lines.LockAll();
            end.Cancel();
            serving.Wait(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A controller that nobody can reach any more is no use: it ends and is started again.</summary>
    private async Task ListenAsync(AgentServer server, Loop loop, CancellationToken cancellation)
    {
        try { await server.RunAsync(cancellation).ConfigureAwait(false); }
        catch (SocketException failed)
        {
            log.Failed(failed);
            loop.Stop("socket", 1);
        }
    }

    private int Serve(Loop loop, Controller controller, GuardBeats beats)
    {
        (string reason, int exitCode) = loop.Run(controller, beats, Tell);
        log.Stopped(reason);
        return exitCode;
    }

    /// <summary>Logs what has changed since the last turn of the loop.</summary>
    private void Tell(Controller controller)
    {
        if (controller.IsEnrolled && !_wasEnrolled) { log.Enrolled(); }
        if (controller.IsOnline != _wasOnline) { log.Link(controller.IsOnline); }
        if (controller.EnrollmentRefusedBecause is { } reason && reason != _refused) { log.EnrollmentRefused(reason); }
        (_wasEnrolled, _wasOnline, _refused) = (controller.IsEnrolled, controller.IsOnline, controller.EnrollmentRefusedBecause);
    }
}
