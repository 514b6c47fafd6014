using Secure.Vocabulary;

namespace Secure.Vocabulary.Tests;

public sealed class PassageRulesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(AntiPassback.None, AreaPlace.Inside, PassageVerdict.Free)]
    [InlineData(AntiPassback.Soft, AreaPlace.Inside, PassageVerdict.Told)]
    [InlineData(AntiPassback.Hard, AreaPlace.Inside, PassageVerdict.Refused)]
    [InlineData(AntiPassback.Hard, AreaPlace.Outside, PassageVerdict.Free)]
    [InlineData(AntiPassback.Hard, AreaPlace.Unknown, PassageVerdict.Free)]
    public void Who_is_inside_already_is_told_or_refused(AntiPassback rule, AreaPlace place, PassageVerdict verdict) =>
        Assert.Equal(verdict, PassageRules.Enter(rule, Window, place, null));

    [Theory]
    [InlineData(14, PassageVerdict.Refused)]
    [InlineData(15, PassageVerdict.Free)]
    [InlineData(null, PassageVerdict.Free)]
    public void The_timed_rule_ends_with_its_window(int? minutes, PassageVerdict verdict) =>
        Assert.Equal(verdict, PassageRules.Enter(AntiPassback.Timed, Window, AreaPlace.Inside, minutes is { } m ? TimeSpan.FromMinutes(m) : null));

    [Theory]
    [InlineData(AntiPassback.Hard, true, PassageVerdict.Refused)]
    [InlineData(AntiPassback.Hard, false, PassageVerdict.Told)]
    [InlineData(AntiPassback.Soft, true, PassageVerdict.Told)]
    [InlineData(AntiPassback.Timed, true, PassageVerdict.Free)]
    [InlineData(AntiPassback.None, true, PassageVerdict.Free)]
    public void An_exit_is_refused_only_beside_an_emergency_release(AntiPassback rule, bool release, PassageVerdict verdict)
    {
        Assert.Equal(verdict, PassageRules.Leave(rule, AreaPlace.Outside, release));
        Assert.Equal(PassageVerdict.Free, PassageRules.Leave(rule, AreaPlace.Inside, release));
    }

    [Fact]
    public void Two_different_persons_at_one_door_within_half_a_minute_pass_together_once()
    {
        CompanionBook<PersonId> book = new((one, other) => one == other);
        (DoorId vault, DoorId lobby) = (DoorId.Parse("vault"), DoorId.Parse("lobby"));
        (PersonId wang, PersonId li) = (PersonId.Parse("wang"), PersonId.Parse("li"));
        TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
        Assert.Null(book.Join(vault, false, wang, At(0)));
        Assert.Null(book.Join(vault, false, wang, At(1)));
        Assert.Null(book.Join(lobby, false, li, At(2)));
        Assert.Null(book.Join(vault, true, li, At(2)));
        Assert.Equal(wang, book.Join(vault, false, li, At(31)));
        Assert.Null(book.Join(vault, false, li, At(32)));
        Assert.Null(book.Join(vault, false, wang, At(63)));
    }
}
