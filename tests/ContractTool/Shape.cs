using Google.Protobuf.Reflection;

namespace Secure.ContractTool;

/// <summary>Everything that a set of proto files defines, by full name, however deeply it is nested.</summary>
internal sealed class Shape
{
    public Shape(FileDescriptorSet set, string package)
    {
        foreach (FileDescriptorProto file in set.File.Where(f => f.Package == package))
        {
            AddMessages(file.Package, file.MessageType);
            AddEnums(file.Package, file.EnumType);
            foreach (ServiceDescriptorProto service in file.Service) { Services.Add($"{file.Package}.{service.Name}", service); }
        }
    }

    public Dictionary<string, DescriptorProto> Messages { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, EnumDescriptorProto> Enums { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ServiceDescriptorProto> Services { get; } = new(StringComparer.Ordinal);

    private void AddMessages(string scope, IEnumerable<DescriptorProto> messages)
    {
        foreach (DescriptorProto message in messages)
        {
            string name = $"{scope}.{message.Name}";
            Messages.Add(name, message);
            AddMessages(name, message.NestedType);
            AddEnums(name, message.EnumType);
        }
    }

    private void AddEnums(string scope, IEnumerable<EnumDescriptorProto> enums)
    {
        foreach (EnumDescriptorProto e in enums) { Enums.Add($"{scope}.{e.Name}", e); }
    }
}
