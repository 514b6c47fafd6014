using Secure.Gateway.Spine;
using Secure.TestKit;
using Secure.TestKit.Pictures;
using Secure.Vocabulary;

namespace Secure.Biometrics.Host.Tests;

public sealed class HostAnswersTests
{
    private static readonly PersonId Collins = PersonId.Parse("collins"), Other = PersonId.Parse("other");

    [Fact]
    public async Task A_face_is_read_compared_and_found_in_a_gallery()
    {
        TestPicture portrait = Portrait();
        await using RunningHost host = await RunningHost.WithFaceAsync();
        using FaceReading first = Answered(await host.Client.ReadFaceAsync(new(portrait.Jpeg()), default));
        Assert.Empty(first.Faults);
        using FaceReading again = Answered(await host.Client.ReadFaceAsync(new(portrait.Mirrored().Jpeg(70)) { References = [first.Face!.Template] }, default));
        Assert.True(again.Face!.Matches);
        Assert.Equal(again.Face.Similarity, Answered(await host.Client.CompareFacesAsync(first.Face.Template, again.Face.Template, default)).Similarity, 5);
        using BiometricTemplate stranger = Opposite(first.Face.Template);
        Assert.Equal(2, Answered(await host.Client.PutGalleryAsync("room", 7, [new(Other, stranger), new(Collins, first.Face.Template)], default)));
        FaceIdentification found = Answered(await host.Client.IdentifyFaceAsync("room", 7, portrait.Mirrored().Jpeg(), default));
        Assert.Equal(Collins, found.Person);
        Assert.True(found.RunnerUp < 0);
        Assert.Null(Answered(await host.Client.IdentifyFaceAsync("room", 7, Half(stranger), default)).Person);
    }

    [Fact]
    public async Task A_gallery_of_another_revision_or_dropped_is_unknown()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        byte[] picture = Portrait().Jpeg();
        Assert.Equal(0, Answered(await host.Client.PutGalleryAsync("room", 1, [], default)));
        Assert.Equal(BiometricFault.UnknownGallery, Refused(await host.Client.IdentifyFaceAsync("room", 2, picture, default)));
        await host.Client.DropGalleryAsync("room", default);
        Assert.Equal(BiometricFault.UnknownGallery, Refused(await host.Client.IdentifyFaceAsync("room", 1, picture, default)));
    }

    [Fact]
    public async Task A_template_of_another_model_is_refused_wherever_it_is_used()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        using FaceReading read = Answered(await host.Client.ReadFaceAsync(new(Portrait().Jpeg()), default));
        byte[] foreign = read.Face!.Template.Bytes.ToArray();
        foreign[3] ^= 1;
        using BiometricTemplate other = new(foreign);
        Assert.Equal(BiometricFault.UnusableTemplate, Refused(await host.Client.CompareFacesAsync(read.Face.Template, other, default)));
        Assert.Equal(BiometricFault.UnusableTemplate, Refused(await host.Client.ReadFaceAsync(new(Portrait().Jpeg()) { References = [read.Face.Template, other] }, default)));
        Assert.Equal(BiometricFault.UnusableTemplate, Refused(await host.Client.PutGalleryAsync("room", 1, [new(Collins, other)], default)));
    }

    [Fact]
    public async Task Without_models_face_is_off_with_the_reason_and_the_host_runs()
    {
        using TempFolder nothing = new();
        await using RunningHost host = await RunningHost.StartAsync(nothing.Path);
        await Eventually.True(() => host.Client.Status.Face.Why!.En.Contains("face is off, because", StringComparison.Ordinal), 60);
        Assert.Contains(nothing.Path, host.Client.Status.Face.Why!.En, StringComparison.Ordinal);
        BiometricAnswer<FaceReading> answer = await host.Client.ReadFaceAsync(new(new byte[100]), default);
        Assert.Contains("face is off, because", Assert.IsType<BiometricAnswer<FaceReading>.Unavailable>(answer).Words.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_socket_is_its_users_alone_and_the_process_is_confined()
    {
        using TempFolder nothing = new();
        await using RunningHost host = await RunningHost.StartAsync(nothing.Path);
        await Eventually.True(() => host.Client.Status.Face.Why!.En.Contains("face is off", StringComparison.Ordinal), 60);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(host.Options.Run).UnixFileMode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(host.Options.Socket).UnixFileMode);
        string status = File.ReadAllText($"/proc/{host.Process}/status");
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("Max core file size        0                    0", File.ReadAllText($"/proc/{host.Process}/limits"), StringComparison.Ordinal);
    }

    private static TestPicture Portrait()
    {
        Assert.SkipWhen(TestKit.Pictures.Portrait.Whole is null, TestKit.Pictures.Portrait.Absent);
        return TestKit.Pictures.Portrait.Whole!;
    }

    internal static T Answered<T>(BiometricAnswer<T> answer) => Assert.IsType<BiometricAnswer<T>.Answered>(answer).Reading;

    internal static BiometricFault Refused<T>(BiometricAnswer<T> answer) => Assert.IsType<BiometricAnswer<T>.Refused>(answer).Fault;

    // Behind the form and the model's hash, 17 bytes, stand 512 numbers of 4 bytes.
    private static BiometricTemplate Opposite(BiometricTemplate template)
    {
        byte[] bytes = template.Bytes.ToArray();
        for (int i = 17 + 3; i < bytes.Length; i += 4) { bytes[i] ^= 0x80; }
        return new(bytes);
    }

    // Half the signs of another: as like the one as the other, and like neither.
    private static BiometricTemplate Half(BiometricTemplate template)
    {
        byte[] bytes = template.Bytes.ToArray();
        for (int i = 17 + 3; i < bytes.Length / 2; i += 4) { bytes[i] ^= 0x80; }
        return new(bytes);
    }
}
