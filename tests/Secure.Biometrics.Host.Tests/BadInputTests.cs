using System.Buffers.Binary;
using System.Net.Sockets;
using Secure.Gateway.Spine;
using Secure.TestKit.Pictures;

namespace Secure.Biometrics.Host.Tests;

/// <summary>Whatever comes as a picture, each gets an answer of its own, and the gateway's side stays well.</summary>
public sealed class BadInputTests
{
    private const int MutatedInCi = 5_000;
    private const int MutatedAtLength = 100_000;
    private const int AtATime = 16;

    private static readonly TestPicture Plain = new TestPicture(96, 96, new byte[96 * 96 * 3]).Toned(_ => 120);

    public static TheoryData<string, byte[], BiometricFault> Hostile()
    {
        byte[] good = Plain.Jpeg();
        byte[] noise = new byte[50_000];
        new Random(1).NextBytes(noise);
        return new()
        {
            { "nothing", [], BiometricFault.NotAnImage },
            { "one byte", [0xFF], BiometricFault.NotAnImage },
            { "a start alone", [0xFF, 0xD8, 0xFF], BiometricFault.NotAnImage },
            { "start and end", [0xFF, 0xD8, 0xFF, 0xD9], BiometricFault.NotAnImage },
            { "cut in half", good[..(good.Length / 2)], BiometricFault.NotAnImage },
            { "without its end", good[..^2], BiometricFault.NotAnImage },
            { "noise", noise, BiometricFault.NotAnImage },
            { "noise behind a start", [0xFF, 0xD8, 0xFF, 0xE0, .. noise], BiometricFault.NotAnImage },
            { "zeros", new byte[100_000], BiometricFault.NotAnImage },
            { "text", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), BiometricFault.NotAnImage },
            { "a PNG", [0x89, .. "PNG\r\n\x1A\n"u8, .. noise], BiometricFault.NotAnImage },
            { "a GIF", [.. "GIF89a"u8, .. noise], BiometricFault.NotAnImage },
            { "a program", [0x7F, .. "ELF"u8, .. noise], BiometricFault.NotAnImage },
            { "65,500 by 65,500 pixels", Claiming(good, 65500, 65500), BiometricFault.ImageTooLarge },
            { "4,097 pixels wide", Claiming(good, 4097, 96), BiometricFault.ImageTooLarge },
            { "more pixels than it has", Claiming(good, 4096, 4096), BiometricFault.NotAnImage },
            { "no pixels wide", Claiming(good, 0, 96), BiometricFault.NotAnImage },
            { "a thousand scans", ManyScans(), BiometricFault.NotAnImage },
            { "8 by 8 pixels", Claiming(good, 8, 8), BiometricFault.ImageTooSmall },
            { "5 MiB", [.. good, .. new byte[5 * 1024 * 1024]], BiometricFault.ImageTooLarge },
        };
    }

    [Fact]
    public async Task Hostile_bytes_get_an_error_each_and_the_host_lives()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        int process = host.Process!.Value;
        foreach ((string what, byte[] bytes, BiometricFault expected) in Hostile().Select(r => r.Data))
        {
            BiometricAnswer<FaceReading> answer = await host.Client.ReadFaceAsync(new(bytes), default);
            Assert.True(answer is BiometricAnswer<FaceReading>.Refused refused && refused.Fault == expected, $"{what}: {answer}");
        }
        Assert.Equal(process, host.Process);
    }

    [Fact]
    public async Task Mutated_pictures_get_an_answer_each_and_the_gateway_side_lives()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        Assert.SkipWhen(Portrait.Whole is null, Portrait.Absent);
        byte[] face = Portrait.Whole!.Cut(140, 20, 192, 192).Smaller(2).Jpeg(60);
        int count = Environment.GetEnvironmentVariable("SECURE_FUZZ") == "1" ? MutatedAtLength : MutatedInCi;
        int answered = 0, refused = 0;
        ParallelOptions atATime = new() { MaxDegreeOfParallelism = AtATime };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), atATime, async (seed, cancellation) =>
        {
            BiometricAnswer<FaceReading> answer = await host.Client.ReadFaceAsync(new(Mutated(face, seed)) { Pose = false }, cancellation);
            // Should one of them end the host, it is known by its number and the next ones wait for a new host.
            Assert.False(answer is BiometricAnswer<FaceReading>.Unavailable, $"seed {seed}: {answer}");
            answer.Match(_ => Interlocked.Increment(ref answered), _ => Interlocked.Increment(ref refused), _ => 0);
        });
        Assert.Equal(count, answered + refused);
        Assert.True(answered > 0 && refused > 0, $"{answered} answered, {refused} refused");
        Assert.True(host.Client.Status.Face.On);
    }

    [Fact]
    public async Task Frames_of_random_bytes_close_their_connection_or_are_answered_and_the_host_lives()
    {
        await using RunningHost host = await RunningHost.WithFaceAsync();
        int process = host.Process!.Value;
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(host.Options.Socket));
            byte[] frame = new byte[4 + random.Next(200)];
            random.NextBytes(frame);
            BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
            await socket.SendAsync(frame);
            await socket.IsClosedAsync();
        }
        Assert.IsType<BiometricAnswer<FaceReading>.Refused>(await host.Client.ReadFaceAsync(new(new byte[] { 1, 2, 3 }), default));
        Assert.Equal(process, host.Process);
    }

    /// <summary>A progressive file whose last scan comes a thousand times: small to send, long to decode.</summary>
    private static byte[] ManyScans()
    {
        byte[] progressive = Plain.Jpeg(progressive: true);
        int last = progressive.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scan = progressive[last..^2];
        return [.. progressive[..last], .. Enumerable.Repeat(scan, 1_000).SelectMany(s => s), 0xFF, 0xD9];
    }

    /// <summary>A few bytes changed, taken out, doubled or cut off; which, the seed tells.</summary>
    private static byte[] Mutated(byte[] picture, int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. picture];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes[at] = 0xFF; break;
                default: bytes[random.Next(Math.Min(bytes.Count, 700))] = (byte)random.Next(256); break;
            }
            if (bytes.Count == 0) { bytes.Add(0); }
        }
        return [.. bytes];
    }

    /// <summary>The same file with other sides in its frame header (ITU-T T.81, B.2.2).</summary>
    private static byte[] Claiming(byte[] jpeg, int width, int height)
    {
        byte[] claiming = [.. jpeg];
        int frame = claiming.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(frame + 7), (ushort)width);
        return claiming;
    }
}
