using Secure.EdgeAgent.Settings;
using Secure.EdgeAgent.Storage;
using Secure.TestKit;

namespace Secure.EdgeAgent.Tests;

/// <summary>What a writing that came to nothing leaves on a disk that fills up.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_writing_that_fails_leaves_nothing_beside_the_file()
    {
        // The new content is on the disk when this shows.
        string taken = Directory.CreateDirectory(_temp["1.clip"]).FullName;
        Exception failed = Assert.ThrowsAny<Exception>(() => DurableFile.Write(taken, new byte[1000]));
        Assert.True(failed is IOException or UnauthorizedAccessException, failed.ToString());
        Assert.Equal([taken], Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void What_a_power_cut_left_of_clips_goes_at_the_next_start_and_the_clips_stay()
    {
        AgentSettings settings = new() { DataFolder = _temp["agent"] };
        string clips = Directory.CreateDirectory(_temp["agent/clips"]).FullName, whole = Path.Combine(clips, "0001.alarm.clip");
        foreach (string file in new[] { whole, Path.Combine(clips, "0002.clip.new"), Path.Combine(clips, "0003.alarm.clip.new") }) { File.WriteAllBytes(file, new byte[10]); }
        using AgentFolder held = AgentFolder.Hold(settings);
        Assert.Equal([whole], Directory.GetFileSystemEntries(clips));
    }
}
