using FsCheck;
using FsCheck.Fluent;
using Secure.DoorController.Core.Doors;
using Secure.Grants;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>
/// Long random walks through a room behind a real controller that is alone with its lease, under each rule of passing and several at
/// once. Each badge is let pass, refused and told exactly as somebody would say who watches the persons.
/// </summary>
public sealed class PassWalkTests
{
    private const int WalkLength = 250;

    /// <summary>Short, so that a walk outlives many of them.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static TheoryData<AntiPassback, bool, bool> Rules => new(
        from rule in Enum.GetValues<AntiPassback>()
        from forTwo in (bool[])[true, false]
        from release in (bool[])[true, false]
        where forTwo || rule != AntiPassback.None
        select new TheoryDataRow<AntiPassback, bool, bool>(rule, forTwo, release));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Whoever_comes_in_whatever_order_passes_as_the_rules_say(AntiPassback rule, bool forTwo, bool release)
    {
        int walks = Walks.AreLong ? 200 : 20;
        Arbitrary<int[]> paths = Arb.From(Gen.Choose(0, Crowd.Steps - 1).ArrayOf(WalkLength), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Prop.ForAll(paths, steps =>
        {
            using PassSite site = new(p => Ruled(p, rule, forTwo), release);
            Crowd crowd = new(site, rule, forTwo, release);
            foreach (int step in steps) { crowd.Take(Math.Abs(step % Crowd.Steps), steps); }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(walks).WithStartSize(WalkLength).WithEndSize(WalkLength).WithReplay(41, 43));
    }

    private static PlanPassage Ruled(PlanPassage passage, AntiPassback rule, bool forTwo)
    {
        PlanPassage area = rule == AntiPassback.None ? passage : PassSite.Area(passage, rule) with { Window = rule == AntiPassback.Timed ? Window : TimeSpan.Zero };
        return forTwo ? PassSite.ForTwo(area) : area;
    }

    /// <summary>The persons beside the door, as somebody who watches them knows them.</summary>
    private sealed class Crowd(PassSite site, AntiPassback rule, bool forTwo, bool release)
    {
        /// <summary>Three of four are badges that somebody goes by.</summary>
        public const int Steps = 32;

        private const string Passback = "passback", SecondNeeded = "second_person_needed", OneLeft = "one_left_alone";

        private static readonly int[] PersonOf = [1, 2, 3, 3];

        // Of who was seen to go in or out, and did not leave unseen since.
        private readonly Dictionary<int, bool> _isInside = [];
        private readonly Dictionary<int, DateTimeOffset> _entered = [];
        private readonly Dictionary<bool, (int Person, DateTimeOffset At)> _waiting = [];

        private DateTimeOffset Now => site.Box.Clock.GetUtcNow();

        /// <summary>0 to 23: a badge from outside or inside, the door used; then badges by which nobody goes; the exit button, and nobody knows who went; time passes.</summary>
        public void Take(int step, int[] steps)
        {
            switch (step)
            {
                case < 24: Present(step % 4, leaving: step / 4 % 2 == 1, goes: true, steps); break;
                case < 28: Present(step % 4, leaving: step == 24, goes: false, steps); break;
                case 28: PressAndGo(); break;
                default: site.Box.PassAsLoop(TimeSpan.FromSeconds(11 * (step - 28))); break;
            }
        }

        private void PressAndGo()
        {
            site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
            site.Box.Leaf(TestController.Vault, true);
            site.Box.Leaf(TestController.Vault, false);
            site.Box.PassAsLoop(TimeSpan.FromSeconds(11));
            foreach (int person in _isInside.Where(p => p.Value).Select(p => p.Key).ToList()) { _isInside.Remove(person); }
        }

        private void Present(int badge, bool leaving, bool goes, int[] steps)
        {
            int person = PersonOf[badge];
            (string? refused, string told, int? company) = Expected(person, leaving);
            bool passes = site.Present(badge, leaving);
            Must(passes == refused is null, $"{(passes ? "let pass" : site.LastReason)} instead of {refused ?? "let pass"}", steps);
            if (refused is not null) { Must(site.LastReason == refused, $"{site.LastReason} instead of {refused}", steps); }
            if (!passes) { return; }
            Must(site.LastEntry == told, $"told as '{site.LastEntry}' instead of '{told}'", steps);
            site.Use(goes);
            if (!goes) { return; }
            Pass(person, leaving);
            if (company is { } other) { Pass(other, leaving); }
        }

        private (string? Refused, string Told, int? Company) Expected(int person, bool leaving)
        {
            bool mayStop = !leaving || release;
            (bool stops, bool tells) = PassedBack(person, leaving);
            if (stops && mayStop) { return (Passback, "", null); }
            string told = stops || tells ? Passback : "";
            int others = _isInside.Count(p => p.Value && p.Key != person);
            if (!forTwo || (leaving ? others != 1 : others > 0)) { return (null, told, null); }
            if (_waiting.TryGetValue(leaving, out (int Person, DateTimeOffset At) first) && first.Person != person && Now - first.At <= PassageRules.TogetherWithin)
            {
                _waiting.Remove(leaving);
                return (null, told, first.Person);
            }
            _waiting[leaving] = (person, Now);
            return mayStop ? (SecondNeeded, "", null) : (null, told.Length > 0 ? told : OneLeft, null);
        }

        private (bool Stops, bool Tells) PassedBack(int person, bool leaving)
        {
            bool? inside = _isInside.TryGetValue(person, out bool known) ? known : null;
            return rule switch
            {
                AntiPassback.Hard => (inside == !leaving, false),
                AntiPassback.Soft => (false, inside == !leaving),
                AntiPassback.Timed => (!leaving && _entered.TryGetValue(person, out DateTimeOffset at) && Now - at < Window, false),
                AntiPassback.None => (false, false),
            };
        }

        private void Pass(int person, bool leaving)
        {
            _isInside[person] = !leaving;
            if (leaving) { _entered.Remove(person); } else { _entered[person] = site.LastWalk; }
            foreach (bool side in (bool[])[true, false]) { if (_waiting.TryGetValue(side, out (int Person, DateTimeOffset At) first) && first.Person == person) { _waiting.Remove(side); } }
        }
    }

    private static void Must(bool holds, string rule, int[] steps)
    {
        if (!holds) { throw new InvalidOperationException($"{rule}: {string.Join(' ', steps)}"); }
    }
}
