using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Secure.Contracts;
using Secure.TestKit;

namespace Secure.ContractTool;

/// <summary>The contract as it is built now, and as it was last released.</summary>
public static class Contract
{
    public const string Package = "secure.v1";

    /// <summary>The committed descriptor set; only a release replaces it.</summary>
    public static string ReleasedFile { get; } = Path.Combine(Checkout.Root, "protos", "secure", "v1.binpb");

    /// <summary>What the build generated, imports first, so that the set explains itself.</summary>
    public static FileDescriptorSet Built()
    {
        IEnumerable<FileDescriptor> own = typeof(Refusal).Assembly.GetTypes()
            .Select(t => t.GetProperty("Descriptor", BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)?.GetMethod)
            .Where(getter => getter?.ReturnType == typeof(FileDescriptor))
            .Select(getter => (FileDescriptor)getter!.Invoke(null, null)!)
            .Where(file => file.Package == Package);
        IEnumerable<FileDescriptor> all = own.OrderBy(f => f.Name, StringComparer.Ordinal).SelectMany(ImportsFirst).DistinctBy(f => f.Name);
        return new FileDescriptorSet { File = { all.Select(f => f.ToProto()) } };
    }

    /// <exception cref="FileNotFoundException">Nothing has been released.</exception>
    public static FileDescriptorSet Released() => FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(ReleasedFile));

    /// <summary>Replaces the released set by the built one.</summary>
    public static void Release() => File.WriteAllBytes(ReleasedFile, Built().ToByteArray());

    private static IEnumerable<FileDescriptor> ImportsFirst(FileDescriptor file) => file.Dependencies.SelectMany(ImportsFirst).Append(file);
}
