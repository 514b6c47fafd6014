using System.Reflection;

namespace Secure.Grpc.Tests;

public class CompletenessTests
{
    [Theory]
    [InlineData("Grpc.AspNetCore.Server")]
    [InlineData("Grpc.Net.Client")]
    public void The_genuine_assembly_binds_to_everything_it_refers_to(string name)
    {
        BindingCheck check = new BindingCheck(Assembly.Load(name)).Run();

        Assert.True(check.Faults.Count == 0, string.Join('\n', check.Faults));
        Assert.True(check.ReferencesInto("Grpc.Core.Api") > 50, $"only {check.ReferencesInto("Grpc.Core.Api")} references into Grpc.Core.Api were seen");
        Assert.True(check.ReferencesInto("Grpc.Net.Common") > 0, "no reference into Grpc.Net.Common was seen");
        Assert.True(check.Compiled > 400, $"only {check.Compiled} methods were compiled");
    }

    [Theory]
    [InlineData("Grpc.Core.Api")]
    [InlineData("Grpc.Net.Common")]
    public void Each_package_that_is_missing_from_the_registry_is_present_under_its_own_name_and_key(string name)
    {
        AssemblyName found = Assembly.Load(name).GetName();

        Assert.Equal(new Version(2, 0, 0, 0), found.Version);
        Assert.Equal(Assembly.Load("Grpc.Net.Client").GetName().GetPublicKeyToken(), found.GetPublicKeyToken());
    }
}
