using Secure.Gateway.Decisions.StepUp;

namespace Secure.Gateway.Decisions.Tests.StepUp;

public sealed class ChallengeTests
{
    private static readonly Turn[] Sides = [Turn.Left, Turn.Right];

    [Fact]
    public void Who_turns_as_told_passes_with_every_order_of_turns()
    {
        foreach (Turn[] turns in Orders(2).Concat(Orders(3)).Concat(Orders(4)))
        {
            ChallengeStep.Passed passed = Assert.IsType<ChallengeStep.Passed>(new Filming(turns).Obey().Step);
            Assert.Equal(2 * turns.Length + 1, passed.Summary.Frames);
        }
    }

    [Fact]
    public void Each_act_done_is_counted_and_the_next_is_asked()
    {
        Filming filming = new(Turn.Right, Turn.Left);
        Assert.Equal(new ChallengeStep.Going(Turn.Centre, 0, 5, CaptureFault.None), filming.Step);
        Assert.Equal(new ChallengeStep.Going(Turn.Right, 1, 5, CaptureFault.None), filming.Obey(1).Step);
        Assert.Equal(new ChallengeStep.Going(Turn.Centre, 2, 5, CaptureFault.None), filming.Obey(1).Step);
        Assert.Equal(new ChallengeStep.Going(Turn.Left, 3, 5, CaptureFault.None), filming.Obey(1).Step);
    }

    [Fact]
    public void A_recording_by_somebody_elses_camera_passes_only_where_its_turns_are_those_asked()
    {
        foreach (Turn[] recorded in Orders(3))
        {
            foreach (Turn[] asked in Orders(3))
            {
                Filming filming = new Filming(asked).Play(Recording(recorded));
                if (recorded.SequenceEqual(asked)) { Assert.IsType<ChallengeStep.Passed>(filming.Step); }
                else { Assert.Equal(ChallengeRefusal.WrongTurn, filming.Cause); }
            }
        }
    }

    [Fact]
    public void A_recording_of_an_earlier_challenge_is_an_attack_also_where_its_turns_are_those_asked()
    {
        FrameReading[] recorded = [.. Recording(Sides)];
        Filming.Shown shown = new();
        Assert.IsType<ChallengeStep.Passed>(new Filming(shown, Sides).Play(recorded).Step);
        Filming again = new Filming(shown, Sides).Play(recorded);
        Assert.Equal((ChallengeRefusal.Duplicate, RefusalWeight.Attack), (again.Cause, again.Cause!.Weight));
    }

    [Fact]
    public void Frames_are_worth_remembering_where_they_show_the_person_or_the_attempt_counted()
    {
        Filming nobody = new Filming().Play(Enumerable.Range(0, 200).Select(_ => FrameReading.Hindered(CaptureFault.NoFace)));
        Assert.Equal(ChallengeRefusal.TimeOver, nobody.Cause);
        Assert.False(nobody.Challenge.IsWorthRemembering);
        Assert.True(new Filming().Obey(1).Challenge.IsWorthRemembering);
        Assert.True(new Filming().Obey(3, turn => Filming.Face(turn, match: 0.1)).Challenge.IsWorthRemembering);
    }

    [Fact]
    public void A_still_photo_never_turns_and_counts_as_an_attempt()
    {
        Filming filming = new Filming().Play(Enumerable.Range(0, 200).Select(_ => Filming.Face(Turn.Centre)));
        Assert.Equal(ChallengeRefusal.NotFollowed, filming.Cause);
        Assert.Equal(RefusalWeight.Attempt, filming.Cause!.Weight);
    }

    [Fact]
    public void A_photo_that_looks_lifeless_is_refused_wherever_it_is_held_up()
    {
        for (int before = 0; before < 5; before++)
        {
            Filming filming = new Filming().Obey(before);
            filming.Obey(100, turn => Filming.Face(turn, live: 0.1));
            Assert.Equal(ChallengeRefusal.NotLive, filming.Cause);
        }
    }

    [Fact]
    public void Another_persons_photo_held_up_half_way_is_an_attack()
    {
        for (int before = 1; before < 5; before++)
        {
            Filming filming = new Filming().Obey(before);
            filming.Obey(100, turn => Filming.Face(turn, match: 0.05, likeness: 0.05));
            Assert.Equal(ChallengeRefusal.IdentityChanged, filming.Cause);
            Assert.Equal(RefusalWeight.Attack, filming.Cause!.Weight);
        }
    }

    [Fact]
    public void One_frontal_frame_of_somebody_else_is_enough_to_refuse()
    {
        Filming filming = new Filming(Turn.Left, Turn.Right, Turn.Left).Obey(4);
        filming.Show(Filming.Face(Turn.Centre, match: 0.1, likeness: 0.1));
        Assert.Equal(ChallengeRefusal.IdentityChanged, filming.Cause);
    }

    [Fact]
    public void Two_people_who_both_resemble_the_templates_but_not_each_other_are_refused()
    {
        Filming filming = new Filming().Obey(1);
        filming.Show(Filming.Face(Turn.Centre, match: 0.6, likeness: 0.1));
        Assert.Equal(ChallengeRefusal.IdentityChanged, filming.Cause);
    }

    [Fact]
    public void A_frame_that_was_not_compared_with_the_one_before_is_refused()
    {
        Filming filming = new Filming().Obey(1);
        filming.Show(Filming.Face(Turn.Centre) with { Likeness = null });
        Assert.Equal(ChallengeRefusal.IdentityChanged, filming.Cause);
    }

    [Fact]
    public void Only_a_frame_that_matches_becomes_the_reference()
    {
        Filming filming = new();
        filming.Show(Filming.Face(Turn.Centre, match: 0.3));
        Assert.False(filming.Challenge.TookReference);
        filming.Show(Filming.Face(Turn.Centre));
        Assert.True(filming.Challenge.TookReference);
        filming.Show(FrameReading.Hindered(CaptureFault.Blurred));
        Assert.False(filming.Challenge.TookReference);
    }

    [Fact]
    public void A_stranger_is_not_matched_after_three_frames()
    {
        Filming filming = new Filming().Obey(2, turn => Filming.Face(turn, match: 0.1));
        Assert.IsType<ChallengeStep.Going>(filming.Step);
        filming.Obey(1, turn => Filming.Face(turn, match: 0.1));
        Assert.Equal(ChallengeRefusal.NotMatched, filming.Cause);
    }

    [Fact]
    public void Frames_out_of_order_are_refused()
    {
        foreach (ulong next in (ulong[])[0, 4, 5])
        {
            Filming filming = new();
            filming.Admit(5);
            filming.Admit(next);
            Assert.Equal(ChallengeRefusal.OutOfOrder, filming.Cause);
        }
    }

    [Fact]
    public void The_same_image_twice_is_an_attack_also_where_the_first_was_long_ago()
    {
        byte[] image = [1, 2, 3];
        Filming filming = new();
        filming.Show(Filming.Face(Turn.Centre), image);
        filming.Obey(3);
        filming.Admit(9, image);
        Assert.Equal(ChallengeRefusal.Duplicate, filming.Cause);
        Assert.Equal(RefusalWeight.Attack, filming.Cause!.Weight);
    }

    [Fact]
    public void The_same_picture_in_another_wrapping_is_an_attack()
    {
        FrameReading face = Filming.Face(Turn.Centre);
        Filming filming = new();
        filming.Show(face);
        filming.Show(Filming.Face(Turn.Left));
        filming.Show(face);
        Assert.Equal(ChallengeRefusal.Duplicate, filming.Cause);
        Filming encoded = new Filming().Obey(1);
        encoded.Show(Filming.Face(Turn.Left, likeness: 0.999995));
        Assert.Equal(ChallengeRefusal.Duplicate, encoded.Cause);
    }

    [Fact]
    public void Frames_that_come_too_slowly_are_refused()
    {
        Filming filming = new Filming { Every = TimeSpan.FromSeconds(3.1) }.Obey();
        Assert.Equal(ChallengeRefusal.TooSlow.Counted, filming.Cause);
        Filming gone = new Filming().Obey(2);
        gone.Wait(TimeSpan.FromSeconds(3.1));
        // It had told its first turn, and so that a face had matched: who goes then has had an attempt.
        Assert.Equal((ChallengeRefusal.TooSlow.Counted, RefusalWeight.Attempt), (gone.Cause, gone.Cause!.Weight));
    }

    [Fact]
    public void Who_goes_away_has_had_an_attempt_once_a_face_was_found_strange_or_lifeless_or_a_turn_was_told()
    {
        Filming[] told =
        [
            new Filming().Obey(1),
            new Filming().Obey(2, turn => Filming.Face(turn, match: 0.1)),
            new Filming().Obey(1, turn => Filming.Face(turn, live: 0.1)),
            new Filming().Play([Filming.Face(Turn.Left, match: 0.1)]),
        ];
        foreach (Filming filming in told)
        {
            ChallengeStep.Refused left = filming.Challenge.Abandon()!;
            Assert.Equal(("abandoned", RefusalWeight.Attempt, true), (left.Cause.Code, left.Cause.Weight, left.Cause.IsUnfinished));
            Assert.Null(filming.Challenge.Abandon());
        }
        Filming[] nothing = [new Filming(), new Filming().Play([FrameReading.Hindered(CaptureFault.NoFace), FrameReading.Hindered(CaptureFault.TooDark)]), new Filming().Play([Filming.Face(Turn.Left)])];
        Assert.All(nothing, filming => Assert.Equal(RefusalWeight.NotAnAttempt, filming.Challenge.Abandon()!.Cause.Weight));
        Assert.Null(new Filming().Obey().Challenge.Abandon());
    }

    [Fact]
    public void A_stranger_escapes_the_count_neither_behind_a_second_face_nor_behind_bad_pictures()
    {
        Filming crowd = new Filming().Obey(2, turn => Filming.Face(turn, match: 0.1)).Play(Enumerable.Range(0, 3).Select(_ => FrameReading.Hindered(CaptureFault.SeveralFaces)));
        Assert.Equal(ChallengeRefusal.SeveralFaces.Counted, crowd.Cause);
        Filming dark = new Filming().Obey(2, turn => Filming.Face(turn, match: 0.1)).Play(Enumerable.Range(0, 200).Select(_ => FrameReading.Hindered(CaptureFault.TooDark)));
        Assert.Equal(ChallengeRefusal.TimeOver.Counted, dark.Cause);
        Assert.True(crowd.Challenge.IsStranger && dark.Challenge.IsStranger);
    }

    [Fact]
    public void A_flood_of_frames_is_refused()
    {
        Filming filming = new() { Every = TimeSpan.FromMilliseconds(20) };
        for (ulong i = 1; i <= 41 && filming.Step is ChallengeStep.Going; i++) { filming.Admit(i); }
        Assert.Equal(ChallengeRefusal.TooFast, filming.Cause);
    }

    [Fact]
    public void Thirty_frames_a_second_are_a_camera_and_no_flood()
    {
        Filming filming = new() { Every = TimeSpan.FromMilliseconds(33) };
        for (ulong i = 1; i <= 300; i++) { filming.Admit(i); }
        Assert.IsType<ChallengeStep.Going>(filming.Step);
    }

    [Fact]
    public void A_turn_seen_before_it_could_be_an_answer_does_not_count()
    {
        Filming filming = new() { Every = TimeSpan.FromMilliseconds(200) };
        filming.Obey(1);
        filming.Every = TimeSpan.FromMilliseconds(100);
        filming.Show(Filming.Face(Turn.Left));
        Assert.Equal(1, Assert.IsType<ChallengeStep.Going>(filming.Step).Done);
        filming.Show(Filming.Face(Turn.Left));
        Assert.Equal(2, Assert.IsType<ChallengeStep.Going>(filming.Step).Done);
    }

    [Fact]
    public void Bad_captures_are_guidance_and_never_an_attempt()
    {
        foreach (CaptureFault fault in Enum.GetValues<CaptureFault>().Where(f => f is not (CaptureFault.None or CaptureFault.SeveralFaces)))
        {
            Filming filming = new();
            filming.Show(FrameReading.Hindered(fault));
            Assert.Equal(fault, Assert.IsType<ChallengeStep.Going>(filming.Step).Hindrance);
            filming.Play(Enumerable.Range(0, 200).Select(_ => FrameReading.Hindered(fault)));
            Assert.Equal((ChallengeRefusal.TimeOver, RefusalWeight.NotAnAttempt), (filming.Cause, filming.Cause!.Weight));
        }
    }

    [Fact]
    public void Two_faces_are_guidance_at_first_and_then_refused()
    {
        Filming filming = new Filming().Obey(1);
        filming.Play([FrameReading.Hindered(CaptureFault.SeveralFaces), FrameReading.Hindered(CaptureFault.SeveralFaces)]);
        Assert.Equal(CaptureFault.SeveralFaces, Assert.IsType<ChallengeStep.Going>(filming.Step).Hindrance);
        filming.Show(FrameReading.Hindered(CaptureFault.SeveralFaces));
        Assert.Equal(ChallengeRefusal.SeveralFaces.Counted, filming.Cause);
    }

    [Fact]
    public void A_passer_by_in_one_frame_does_no_harm()
    {
        Filming filming = new Filming().Obey(2);
        filming.Show(FrameReading.Hindered(CaptureFault.SeveralFaces));
        Assert.IsType<ChallengeStep.Passed>(filming.Obey().Step);
    }

    [Fact]
    public void Nobody_before_the_camera_is_no_attempt()
    {
        Filming filming = new();
        filming.Wait(TimeSpan.FromSeconds(10));
        Assert.IsType<ChallengeStep.Going>(filming.Step);
        filming.Wait(TimeSpan.FromSeconds(0.1));
        Assert.Equal(ChallengeRefusal.TimeOver, filming.Cause);
    }

    [Fact]
    public void What_was_good_only_at_the_best_moments_fails_the_full_check()
    {
        // Between the acts two of three straight looks do not match or do not live; never three in a row.
        Filming weak = new();
        Filming lifeless = new();
        foreach (Turn turn in (Turn[])[Turn.Centre, Turn.Left, Turn.Centre, Turn.Right, Turn.Centre])
        {
            if (turn == Turn.Centre)
            {
                for (int i = 0; i < 2; i++) { weak.Show(Filming.Face(Turn.Centre, match: 0.3)); lifeless.Show(Filming.Face(Turn.Centre, live: 0)); }
            }
            weak.Show(Filming.Face(turn));
            lifeless.Show(Filming.Face(turn, live: 0.9));
        }
        Assert.Equal(ChallengeRefusal.NotMatched, weak.Cause);
        Assert.Equal(ChallengeRefusal.NotLive, lifeless.Cause);
    }

    [Theory]
    [InlineData(double.NaN, 0.9, 0.7)]
    [InlineData(0, double.NaN, 0.7)]
    [InlineData(0, 0.9, double.NaN)]
    [InlineData(0, 0.9, double.PositiveInfinity)]
    public void A_number_that_is_none_refuses(double yaw, double live, double match)
    {
        Filming filming = new();
        filming.Show(new FrameReading(CaptureFault.None, yaw, live, match, null, "a"));
        Assert.Equal(ChallengeRefusal.NotMatched, filming.Cause);
    }

    [Fact]
    public void What_is_over_stays_over()
    {
        Filming passed = new Filming().Obey();
        ChallengeStep end = passed.Step;
        Assert.Same(end, passed.Admit(1));
        Assert.Same(end, passed.Wait(TimeSpan.FromHours(1)));
        Filming refused = new();
        refused.Admit(1);
        refused.Admit(1);
        Assert.Equal(ChallengeRefusal.OutOfOrder, refused.Cause);
        Assert.IsType<ChallengeStep.Refused>(refused.Obey().Step);
    }

    [Fact]
    public void A_challenge_without_turns_or_with_a_straight_one_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new Challenge(new ChallengeRules(), [], new Filming.Shown()));
        Assert.Throws<ArgumentException>(() => new Challenge(new ChallengeRules(), [Turn.Left], new Filming.Shown()));
        Assert.Throws<ArgumentException>(() => new Challenge(new ChallengeRules(), [Turn.Left, Turn.Centre], new Filming.Shown()));
    }

    private static IEnumerable<Turn[]> Orders(int count) =>
        count == 0 ? [[]] : Orders(count - 1).SelectMany(rest => Sides.Select(side => (Turn[])[.. rest, side]));

    /// <summary>Straight, turned and straight again, three frames each, as a camera films it.</summary>
    private static IEnumerable<FrameReading> Recording(Turn[] turns) =>
        ((Turn[])[Turn.Centre, .. turns.SelectMany(t => (Turn[])[t, Turn.Centre])]).SelectMany(t => Enumerable.Range(0, 3).Select(_ => Filming.Face(t)));
}
