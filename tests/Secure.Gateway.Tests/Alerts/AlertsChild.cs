using Secure.Gateway.Alerts;
using Secure.Gateway.Audit;
using Secure.Gateway.Spine;
using Secure.Gateway.Storage;

namespace Secure.Gateway.Tests.Alerts;

/// <summary>A process that raises alarms and acts on their alerts until it is killed, and says each act once it is done.</summary>
internal static class AlertsChild
{
    internal static string Self => typeof(AlertsChild).Assembly.Location;

    internal static async Task<int> RunAsync(string folder, int seed)
    {
        await using IStore store = Open(folder);
        using RigPeople people = new();
        (AlertBook book, Recorder recorder, AlertDesk desk) = Over(store, people);
        Random random = new(seed);
        await Console.Out.WriteLineAsync("begun");
        while (true)
        {
            await recorder.RaiseAsync(AlertsRig.Forced("door-" + random.Next(4)), CancellationToken.None);
            Alert alert = book.All()[0];
            AlertAct act = AlertMoves.All.First(m => m.From.Contains(alert.State) && m.Act != AlertAct.Note || AlertMoves.IsClosed(alert.State)).Act;
            if (!alert.IsClosed) { await desk.DoAsync(new AlertWish(alert.Id, alert.Version, act, "r", people.SessionOf(AlertsRig.Officer).Person), people.SessionOf(AlertsRig.Officer), CancellationToken.None); }
            await Console.Out.WriteLineAsync($"{book.All().Sum(a => a.Count)}");
        }
    }

    internal static (AlertBook Book, Recorder Recorder, AlertDesk Desk) Over(IStore store, RigPeople people)
    {
        Duty duty = new(people, new Fleet.TestSite(), new RigPlaces());
        AlertBook book = new(store, new Lazy<IDuty>(duty), new DuressNotes(new Lazy<byte[]>(() => new byte[32])), new AlertOptions(), TimeProvider.System);
        Recorder recorder = new(store, TimeProvider.System, book);
        return (book, recorder, new AlertDesk(book, duty, recorder, TimeProvider.System));
    }

    internal static IStore Open(string folder) => SqliteStore.Open(
        new StoreOptions { Folder = Path.Combine(folder, "store"), ReserveBytes = 0, RecoveryBytes = 0, SealedTables = AlertsRegistration.SealedTables.ToHashSet(), SealKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)] }, TimeProvider.System);
}
