using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Secure.DoorMessages;
using Secure.EdgeAgent.Devices.Tests.Fingerprints;
using Secure.TestKit;
using Secure.V1;

namespace Secure.EdgeAgent.Tests;

/// <summary>Doors at which the gateway asks for a face or a finger: what the agent captures, sends, carries back and shows.</summary>
public sealed class EntryCaptureTests
{
    private static readonly ByteString Nonce = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(i => (byte)i)]);

    [Fact]
    public async Task The_doors_camera_is_shown_to_the_gateway_with_the_controllers_newest_word_until_the_grant_comes_down()
    {
        await using Site site = await StartedAsync(Factor.Face);
        site.Gateway.Sample = sample => sample.Frame.Sequence switch
        {
            < 3 => Step(StepUpAct.FaceCentre),
            < 5 => Step(StepUpAct.FaceLeft, "too_dark"),
            _ => new SendEntrySampleResponse { Grant = ByteString.CopyFromUtf8("the grant") },
        };
        await PresentAsync(site);

        List<EntryAct> shown = [];
        int words = 0, pictures = 0;
        ToController answer;
        while ((answer = (await site.Controller.ReadAsync())!).MessageCase != ToController.MessageOneofCase.Grant)
        {
            if (answer.EntryPending is not { } pending) { continue; }
            Assert.Equal(Nonce, pending.Nonce);
            shown.Add(pending.Act);
            await SayAsync(site, Nonce, $"word {++words}");
            await TakeAsync(site, $"picture {++pictures}");
        }

        Assert.Equal("the grant", answer.Grant.GrantRecord.ToStringUtf8());
        Assert.Equal([EntryAct.FaceCentre, EntryAct.FaceLeft], shown.Distinct());
        SendEntrySampleRequest[] samples = [.. site.Gateway.Samples];
        Assert.Equal([1, 2, 3, 4, 5], samples.Select(s => s.Frame.Sequence));
        Assert.All(samples, s => Assert.Equal("challenge-1", s.Challenge));
        Assert.StartsWith("word ", samples[^1].Waiting.ToStringUtf8(), StringComparison.Ordinal);
        Assert.NotEqual(samples[0].Waiting, samples[^1].Waiting);
        Assert.Equal(samples.Select(s => s.Frame.Image.ToStringUtf8()).Distinct().Count(), samples.Length);
    }

    [Fact]
    public async Task A_refusal_reaches_the_reader_and_what_lay_in_the_folder_before_is_never_shown()
    {
        await using Site site = await StartedAsync(Factor.Face);
        await TakeAsync(site, "yesterday's picture");
        await PresentAsync(site);
        await FilmAsync(site);

        Assert.Equal("not_proved", (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Reason);
        Assert.DoesNotContain(site.Gateway.Samples, s => s.Frame.Image.ToStringUtf8().StartsWith("yesterday", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_finger_on_the_doors_sensor_goes_up_as_a_picture()
    {
        using SensorTwin sensor = new() { Finger = () => 1 };
        await using Site site = await StartedAsync(Factor.Fingerprint);
        File.CreateSymbolicLink(site.SensorLine, sensor.Path);
        site.Gateway.Sample = _ => site.Gateway.Samples.Count < 2 ? Step(StepUpAct.Finger, "faint") : new SendEntrySampleResponse { Grant = ByteString.CopyFromUtf8("the grant") };
        await PresentAsync(site);

        Assert.Equal("the grant", (await site.Controller.ReadAsync(ToController.MessageOneofCase.Grant)).Grant.GrantRecord.ToStringUtf8());
        Assert.Equal(2, site.Gateway.Samples.Count);
        Assert.All(site.Gateway.Samples, s => Assert.Equal("P5\n256 288\n255\n", Encoding.ASCII.GetString(s.Finger.Span[..15])));
    }

    [Fact]
    public async Task A_finger_that_the_sensor_compares_goes_up_as_slot_score_digest_and_all_that_the_library_holds_and_never_as_a_picture()
    {
        using SensorTwin sensor = new() { Finger = () => 7 };
        (sensor.Library[4], sensor.Templates[4]) = (7, new byte[512]);
        sensor.Put(9, 8);
        await using Site site = await StartedAsync(Factor.Fingerprint, onSensor: true);
        File.CreateSymbolicLink(site.SensorLine, sensor.Path);
        site.Gateway.Sample = _ => new SendEntrySampleResponse { Grant = ByteString.CopyFromUtf8("the grant") };
        await PresentAsync(site);

        Assert.Equal("the grant", (await site.Controller.ReadAsync(ToController.MessageOneofCase.Grant)).Grant.GrantRecord.ToStringUtf8());
        SensorFinger told = Assert.Single(site.Gateway.Samples).SensorFinger;
        Assert.Equal((true, 4u, 100u), (told.Matched, told.Slot, told.Score));
        Assert.Equal([4u, 9u], told.Slots);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(new byte[512]), told.Digest.ToByteArray());
        Assert.DoesNotContain((byte)0x0A, sensor.Commands);
    }

    [Fact]
    public async Task A_sealed_pin_goes_up_as_it_came_and_a_second_question_is_answered_with_the_camera()
    {
        await using Site site = await StartedAsync(Factor.Pin);
        site.Gateway.Sample = sample => sample.SampleCase == SendEntrySampleRequest.SampleOneofCase.Pin
            ? new SendEntrySampleResponse { Demanded = new EntryDemand { Challenge = "challenge-2", Door = "archive", Factors = { Factor.Face }, Step = new EntryStep { Act = StepUpAct.FaceCentre } } }
            : new SendEntrySampleResponse { Grant = ByteString.CopyFromUtf8("the grant") };
        await PresentAsync(site);
        Assert.Equal(EntryAct.Pin, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryPending)).EntryPending.Act);
        await site.Controller.SendAsync(new FromController { Pin = new PinDelivery { PinRecord = ByteString.CopyFromUtf8("another's"), Nonce = ByteString.CopyFrom(new byte[16]) } });
        await site.Controller.SendAsync(new FromController { Pin = new PinDelivery { PinRecord = ByteString.CopyFromUtf8("sealed pin"), Nonce = Nonce } });
        int pictures = 0;
        ToController answer;
        while ((answer = (await site.Controller.ReadAsync())!).MessageCase != ToController.MessageOneofCase.Grant)
        {
            if (answer.EntryPending is { Act: EntryAct.FaceCentre }) { await TakeAsync(site, $"picture {++pictures}"); }
        }
        SendEntrySampleRequest[] samples = [.. site.Gateway.Samples];
        Assert.Equal(("sealed pin", "challenge-1"), (samples[0].Pin.ToStringUtf8(), samples[0].Challenge));
        Assert.Equal("challenge-2", samples[1].Challenge);
    }

    [Theory]
    [InlineData(Factor.Face, "archive", "camera_gone")]
    [InlineData(Factor.Fingerprint, "archive", "sensor_gone")]
    [InlineData(Factor.Face, "another", "camera_gone")]
    public async Task What_is_not_there_is_told_and_the_door_stays_shut(Factor factor, string door, string gone)
    {
        await using Site site = await StartedAsync(factor, door);
        if (door == "archive") { Directory.Delete(site.CameraFolder); }
        await PresentAsync(site);

        Assert.Equal("not_proved", (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Reason);
        Assert.Equal([gone], site.Gateway.Samples.Select(s => s.Gone));
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_a_capture_means_no_entry()
    {
        await using Site site = await StartedAsync(Factor.Face);
        site.Gateway.Sample = _ => throw new RpcException(new Status(StatusCode.NotFound, "no such challenge"));
        await PresentAsync(site);
        await FilmAsync(site);

        Assert.Equal("unavailable", (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Reason);
    }

    [Fact]
    public async Task A_newer_badge_at_the_same_door_takes_the_camera_over()
    {
        await using Site site = await StartedAsync(Factor.Face);
        ByteString newer = ByteString.CopyFrom(new byte[16]);
        await PresentAsync(site);
        await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryPending);
        await PresentAsync(site, newer);

        Assert.Equal(Nonce, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryRefused)).EntryRefused.Nonce);
        Assert.Equal(newer, (await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryPending)).EntryPending.Nonce);
    }

    [Fact]
    public async Task A_word_about_another_presentation_is_not_passed_off_as_this_ones()
    {
        await using Site site = await StartedAsync(Factor.Face);
        await PresentAsync(site);
        await site.Controller.ReadAsync(ToController.MessageOneofCase.EntryPending);
        await SayAsync(site, ByteString.CopyFrom(new byte[16]), "another's word");
        await FilmAsync(site);

        Assert.All(site.Gateway.Samples, s => Assert.Equal(0, s.Waiting.Length));
    }

    private static async Task<Site> StartedAsync(Factor factor, string door = "archive", bool onSensor = false)
    {
        Site site = await Site.EnrolledAsync();
        _ = site.CameraFolder;
        StepUpAct act = factor switch { Factor.Face => StepUpAct.FaceCentre, Factor.Pin => StepUpAct.Pin, _ => StepUpAct.Finger };
        site.Gateway.Entry = _ => new RequestEntryResponse { Demanded = new EntryDemand { Challenge = "challenge-1", Door = door, Factors = { factor }, OnSensor = onSensor, Step = new EntryStep { Act = act } } };
        await site.StartAgentAsync();
        await site.Controller.AcceptAsync();
        return site;
    }

    private static ValueTask PresentAsync(Site site, ByteString? nonce = null) => site.Controller.SendAsync(new FromController
    {
        Presentation = new PresentationDelivery { PresentationRecord = ByteString.CopyFromUtf8("sealed badge"), Nonce = nonce ?? Nonce },
    });

    private static ValueTask SayAsync(Site site, ByteString nonce, string word) =>
        site.Controller.SendAsync(new FromController { Waiting = new WaitingDelivery { Nonce = nonce, WaitingRecord = ByteString.CopyFromUtf8(word) } });

    /// <summary>The camera takes a picture: written aside, then in its place.</summary>
    private static async Task TakeAsync(Site site, string picture)
    {
        string name = Path.Combine(site.CameraFolder, $"{TimeProvider.System.GetUtcNow().Ticks:000000000000000000000}");
        await File.WriteAllTextAsync(name + ".new", picture);
        File.Move(name + ".new", name + ".jpg");
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    /// <summary>The camera goes on until one of its pictures has reached the gateway.</summary>
    private static async Task FilmAsync(Site site)
    {
        for (int i = 0; i < 500 && site.Gateway.Samples.IsEmpty; i++) { await TakeAsync(site, "now"); }
    }

    private static SendEntrySampleResponse Step(StepUpAct act, string guidance = "") => new() { Step = new EntryStep { Act = act, Guidance = guidance } };
}
