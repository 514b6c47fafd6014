using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Secure.Gateway.Grpc;

/// <summary>The proto files behind the services that are mapped in this process, by name and by what they define.</summary>
internal sealed class ContractCatalog
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);

    public ContractCatalog(IEnumerable<ServiceDescriptor> services)
    {
        ServiceDescriptor[] mapped = [.. services];
        Services = [.. mapped.Select(s => s.FullName).Distinct().Order(StringComparer.Ordinal)];
        foreach (ServiceDescriptor service in mapped) { Add(service.File); }
    }

    /// <summary>Full names, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>Finds the services by the endpoints that were mapped, so that the list cannot differ from what is served.</summary>
    public static ContractCatalog Of(EndpointDataSource endpoints) => new(endpoints.Endpoints
        .Select(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
        .OfType<Type>()
        .Distinct()
        .Select(Descriptor));

    public FileDescriptor? File(string name) => _byName.GetValueOrDefault(name);

    /// <param name="symbol">Full name of a service, method, message, field or enum.</param>
    public FileDescriptor? FileOf(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The file and all that it imports, serialised, imports first.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file) =>
        ImportsFirst(file).DistinctBy(f => f.Name).Select(f => f.SerializedData);

    private static IEnumerable<FileDescriptor> ImportsFirst(FileDescriptor file) => file.Dependencies.SelectMany(ImportsFirst).Append(file);

    /// <summary>Generated service bases name the class that holds their descriptor.</summary>
    private static ServiceDescriptor Descriptor(Type service) =>
        service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)?.BindType.GetProperty("Descriptor")?.GetValue(null) as ServiceDescriptor
        ?? throw new InvalidOperationException($"{service.Name} does not derive from a generated service base.");

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file)) { return; }
        foreach (string symbol in file.Services.SelectMany(Symbols).Concat(file.MessageTypes.SelectMany(Symbols)).Concat(file.EnumTypes.Select(e => e.FullName)))
        {
            _bySymbol[symbol] = file;
        }
        foreach (FileDescriptor import in file.Dependencies) { Add(import); }
    }

    private static IEnumerable<string> Symbols(ServiceDescriptor service) => service.Methods.Select(m => m.FullName).Append(service.FullName);

    private static IEnumerable<string> Symbols(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(Symbols)
            .Concat(message.EnumTypes.Select(e => e.FullName))
            .Concat(message.Fields.InDeclarationOrder().Select(f => f.FullName))
            .Append(message.FullName);
}
