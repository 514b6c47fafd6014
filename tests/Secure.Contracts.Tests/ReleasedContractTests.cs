using Google.Protobuf.Reflection;
using Secure.ContractTool;

namespace Secure.Contracts.Tests;

public class ReleasedContractTests
{
    [Fact]
    public void Programs_built_with_the_released_contract_still_work()
    {
        IReadOnlyList<string> breaks = Compatibility.Breaks(Contract.Released(), Contract.Built(), Contract.Package);

        Assert.True(breaks.Count == 0, "The contract breaks what was released:\n" + string.Join('\n', breaks));
    }

    [Fact]
    public void The_released_set_explains_itself()
    {
        IReadOnlyList<FileDescriptor> files = FileDescriptor.BuildFromByteStrings(Contract.Released().File.Select(Google.Protobuf.MessageExtensions.ToByteString));

        Assert.Contains("secure.v1.Authorization", files.SelectMany(f => f.Services).Select(s => s.FullName));
    }

    [Fact]
    public void Every_proto_file_of_the_contract_is_part_of_what_is_compared() => Assert.Equal(
        Directory.GetFiles(Path.Combine(TestKit.Checkout.Root, "protos", "secure", "v1"), "*.proto").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Contract.Built().File.Where(f => f.Package == Contract.Package).Select(f => Path.GetFileName(f.Name)).Order(StringComparer.Ordinal));
}
