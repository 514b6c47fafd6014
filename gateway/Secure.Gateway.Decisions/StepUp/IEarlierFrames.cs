namespace Secure.Gateway.Decisions.StepUp;

/// <summary>What every challenge of one person has shown so far: a camera takes no picture twice, so what was there before is a recording.</summary>
public interface IEarlierFrames
{
    /// <summary>Notes a frame; false where an earlier challenge, or this one, has shown it.</summary>
    /// <param name="name">The hash of an image's bytes, or of the features of its face.</param>
    bool Take(string name);
}
