using FsCheck;
using FsCheck.Fluent;
using Secure.DoorController.Core.Doors;
using Secure.Vocabulary;

namespace Secure.DoorController.Core.Tests.Control;

/// <summary>Long random walks through a room for two within a hard area, offline: what must never be is never.</summary>
public sealed class PassWalkTests
{
    private static readonly int[] PersonOf = [1, 2, 3, 3];

    [Fact]
    public void Nobody_enters_twice_or_alone_or_leaves_one_alone_however_they_try()
    {
        Arbitrary<int[]> walks = Arb.From(Gen.Choose(0, 9).ArrayOf(60));
        Prop.ForAll(walks, Walk).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private static void Walk(int[] steps)
    {
        using PassSite site = new(p => PassSite.ForTwo(PassSite.Area(p, AntiPassback.Hard)));
        Crowd crowd = new(site);
        foreach (int step in steps) { crowd.Take(step, steps); }
    }

    /// <summary>The persons beside the door, as somebody who watches them knows them.</summary>
    private sealed class Crowd(PassSite site)
    {
        private readonly HashSet<int> _inside = [];
        private readonly Dictionary<bool, (int Person, DateTimeOffset At)> _waiting = [];

        /// <summary>0 to 7: a badge from outside or inside, the door used; 8: the exit button, and nobody knows who went; 9: time passes.</summary>
        public void Take(int step, int[] steps)
        {
            if (step < 8) { Present(step % 4, leaving: step >= 4, steps); return; }
            if (step == 9) { site.Box.Pass(TimeSpan.FromSeconds(31)); return; }
            site.Box.Controller.PinMoved(TestController.Vault, new DoorInput.ExitButton(true));
            site.Box.Leaf(TestController.Vault, true);
            site.Box.Leaf(TestController.Vault, false);
            site.Box.Pass(TimeSpan.FromSeconds(11));
            _inside.Clear();
        }

        private void Present(int badge, bool leaving, int[] steps)
        {
            int person = PersonOf[badge], others = _inside.Count(p => p != person);
            DateTimeOffset now = site.Box.Clock.GetUtcNow();
            int? company = _waiting.TryGetValue(leaving, out (int Person, DateTimeOffset At) first) && first.Person != person && now - first.At <= PassageRules.TogetherWithin ? first.Person : null;
            if (!site.Go(badge, leaving))
            {
                if (site.LastReason == "second_person_needed") { _waiting[leaving] = (person, now); }
                return;
            }
            Must(leaving || !_inside.Contains(person), "entered twice", steps);
            Must(leaving || others > 0 || company is not null, "entered alone", steps);
            Must(!leaving || others != 1 || company is not null, "left one alone", steps);
            Pass(person, leaving);
            if (company is { } other && (leaving ? others == 1 : others == 0)) { Pass(other, leaving); }
        }

        private void Pass(int person, bool leaving)
        {
            if (leaving) { _inside.Remove(person); } else { _inside.Add(person); }
            foreach (bool side in (bool[])[true, false]) { if (_waiting.TryGetValue(side, out (int Person, DateTimeOffset At) first) && first.Person == person) { _waiting.Remove(side); } }
        }
    }

    private static void Must(bool holds, string rule, int[] steps)
    {
        if (!holds) { throw new InvalidOperationException($"{rule}: {string.Join(' ', steps)}"); }
    }
}
