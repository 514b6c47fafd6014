using System.Runtime.CompilerServices;

namespace Secure.TestKit;

/// <summary>Waits in real time for something that another process or thread will do.</summary>
public static class Eventually
{
    /// <summary>Returns once the condition holds; fails after <paramref name="seconds"/>.</summary>
    public static async Task True(Func<bool> condition, int seconds = 60, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        long since = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(since).TotalSeconds > seconds) { throw new TimeoutException($"Not within {seconds} s: {what}"); }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
