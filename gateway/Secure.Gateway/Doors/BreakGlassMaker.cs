using System.Globalization;
using System.Security.Cryptography;
using Secure.Gateway.Audit;
using Secure.Gateway.Decisions.Site;
using Secure.Gateway.Identity;
using Secure.Gateway.Spine;
using Secure.Grants;
using Secure.V1;
using Secure.Vocabulary;

namespace Secure.Gateway.Doors;

/// <summary>Makes the two codes of a door: two officers' act, recorded, shown once, kept as verifiers alone.</summary>
public sealed class BreakGlassMaker(BreakGlassBook book, IApprovals approvals, IAudit audit, TimeProvider clock) : IDisposable
{
    private const string Kind = "door.break_glass_made";

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>Two different codes of ten digits. They count at the door once the controller has the record, which it gets at once or when it is back.</returns>
    /// <exception cref="Secure.Contracts.RefusedException">No second officer yet, or the record failed: nothing was made.</exception>
    public async Task<IReadOnlyList<string>> MakeAsync(Decisions.Site.Door door, MakeBreakGlassRequest request, ISession officer, CancellationToken cancellation)
    {
        Vocabulary.Sentence what = new($"生成门 {door.Id.Text} 的应急开门码", $"make break-glass codes for door {door.Id.Text}");
        Approved approved = await approvals.RequireAsync(officer, OfficerAction.MakeBreakGlass, request, what, request.Reason, cancellation);
        string first = NewCode(), second = NewCode();
        while (second == first) { second = NewCode(); }
        BreakGlassPair pair = await Task.Run(() => new BreakGlassPair(door.Id, (uint)door.Hold.TotalMilliseconds, Argon2.Hash(first), Argon2.Hash(second)), cancellation);
        await _one.WaitAsync(cancellation);
        try
        {
            BreakGlass record = book.With(door.Controller, pair, (ulong)Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds()));
            AuditEvent happened = new(Kind)
            {
                Subject = officer.Person.Text,
                Person = officer.Person.Text,
                Session = officer.Id,
                Door = door.Id.Text,
                Device = door.Controller.Text,
                Details = [new("number", record.Number.ToString(CultureInfo.InvariantCulture)), new("reason", request.Reason), .. approved.Details],
            };
            (await audit.RecordAsync(happened, cancellation, approved.Use, BreakGlassBook.Row(record))).OrRefuse();
            book.Set(record);
        }
        finally { _one.Release(); }
        await book.SendAsync(door.Controller, CancellationToken.None);
        return [first, second];
    }

    public void Dispose() => _one.Dispose();

    private static string NewCode() => RandomNumberGenerator.GetString("0123456789", BreakGlass.Digits);
}
