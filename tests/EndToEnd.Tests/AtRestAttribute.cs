using System.Reflection;
using Xunit.v3;

namespace Secure.EndToEnd.Tests;

/// <summary>Before a test on the shared demo, its doors come to rest: what the test before left moving or open would answer for the next.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class AtRestAttribute : BeforeAfterTestAttribute
{
    /// <summary>The framework calls it without waiting for a task, so it blocks.</summary>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        ITestContext context = TestContext.Current;
        Task.Run(async () =>
        {
            if (await context.GetFixture<RunningDemo>() is { } demo) { await demo.RestAsync(context.CancellationToken); }
        }).GetAwaiter().GetResult();
    }
}
