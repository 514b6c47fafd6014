using Google.Protobuf.Reflection;
using ReservedRange = Google.Protobuf.Reflection.DescriptorProto.Types.ReservedRange;

namespace Secure.ContractTool;

/// <summary>
/// What a newer contract breaks for programs built with an older one: what they send, what they understand of the
/// answer, and what they call. Additions break nothing. A new name for the same number breaks no byte and is allowed.
/// </summary>
public static class Compatibility
{
    /// <summary>One sentence for each break; empty where there is none.</summary>
    public static IReadOnlyList<string> Breaks(FileDescriptorSet older, FileDescriptorSet newer, string package)
    {
        Shape before = new(older, package), after = new(newer, package);
        return
        [
            .. before.Messages.SelectMany(m => after.Messages.TryGetValue(m.Key, out DescriptorProto? now) ? OfMessage(m.Key, m.Value, now) : [$"message {m.Key} is gone"]),
            .. before.Enums.SelectMany(e => after.Enums.TryGetValue(e.Key, out EnumDescriptorProto? now) ? OfEnum(e.Key, e.Value, now) : [$"enum {e.Key} is gone"]),
            .. before.Services.SelectMany(s => after.Services.TryGetValue(s.Key, out ServiceDescriptorProto? now) ? OfService(s.Key, s.Value, now) : [$"service {s.Key} is gone"]),
        ];
    }

    private static IEnumerable<string> OfMessage(string name, DescriptorProto before, DescriptorProto after)
    {
        foreach (FieldDescriptorProto field in before.Field)
        {
            string called = $"{name}.{field.Name} = {field.Number}";
            FieldDescriptorProto? now = after.Field.FirstOrDefault(f => f.Number == field.Number);
            if (now is null) { yield return $"field {called} is gone"; continue; }
            if (Kind(field) != Kind(now)) { yield return $"field {called} was {Kind(field)} and is {Kind(now)}"; }
            if (Choice(before, field) != Choice(after, now)) { yield return $"field {called} moved into or out of a oneof"; }
        }
        foreach (ReservedRange range in before.ReservedRange.Where(r => !after.ReservedRange.Any(a => a.Start <= r.Start && a.End >= r.End)))
        {
            yield return $"the numbers {range.Start} to {range.End - 1} of {name} are no longer reserved";
        }
    }

    private static IEnumerable<string> OfEnum(string name, EnumDescriptorProto before, EnumDescriptorProto after) =>
        from value in before.Value
        where !after.Value.Any(v => v.Number == value.Number) || after.Value.Any(v => v.Name == value.Name && v.Number != value.Number)
        select $"value {name}.{value.Name} = {value.Number} is gone or has another number";

    private static IEnumerable<string> OfService(string name, ServiceDescriptorProto before, ServiceDescriptorProto after)
    {
        foreach (MethodDescriptorProto method in before.Method)
        {
            string called = $"{name}.{method.Name}";
            MethodDescriptorProto? now = after.Method.FirstOrDefault(m => m.Name == method.Name);
            if (now is null) { yield return $"rpc {called} is gone"; continue; }
            if (now.InputType != method.InputType) { yield return $"rpc {called} took {method.InputType} and takes {now.InputType}"; }
            if (now.OutputType != method.OutputType) { yield return $"rpc {called} gave {method.OutputType} and gives {now.OutputType}"; }
            if (now.ClientStreaming != method.ClientStreaming) { yield return $"rpc {called} changed whether requests are streamed"; }
            if (now.ServerStreaming != method.ServerStreaming) { yield return $"rpc {called} changed whether answers are streamed"; }
        }
    }

    private static string Kind(FieldDescriptorProto field)
    {
        string type = field.TypeName.Length > 0 ? field.TypeName : field.Type.ToString().ToLowerInvariant();
        return field.Label == FieldDescriptorProto.Types.Label.Repeated ? "repeated " + type : type;
    }

    /// <summary>The oneof that a field is part of. An optional field's own oneof is a device of the compiler and does not count.</summary>
    private static string Choice(DescriptorProto message, FieldDescriptorProto field) =>
        field.HasOneofIndex && !field.Proto3Optional ? message.OneofDecl[field.OneofIndex].Name : "";
}
