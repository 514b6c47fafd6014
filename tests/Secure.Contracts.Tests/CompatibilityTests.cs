using Google.Protobuf.Reflection;
using Secure.ContractTool;
using FieldType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;

namespace Secure.Contracts.Tests;

/// <summary>The checker itself, on a small contract and made-up changes to it.</summary>
public class CompatibilityTests
{
    public static TheoryData<string, Action<FileDescriptorProto>> Breaking => new()
    {
        { "message shop.v1.Order is gone", f => f.MessageType.RemoveAt(0) },
        { "message shop.v1.Order is gone", f => f.MessageType[0].Name = "Purchase" },
        { "message shop.v1.Order.Line is gone", f => f.MessageType[0].NestedType.Clear() },
        { "field shop.v1.Order.id = 1 is gone", f => f.MessageType[0].Field.RemoveAt(0) },
        { "field shop.v1.Order.id = 1 is gone", f => f.MessageType[0].Field[0].Number = 9 },
        { "field shop.v1.Order.id = 1 was string and is bytes", f => f.MessageType[0].Field[0].Type = FieldType.Bytes },
        { "field shop.v1.Order.id = 1 was string and is repeated string", f => f.MessageType[0].Field[0].Label = Label.Repeated },
        { "field shop.v1.Order.state = 2 was .shop.v1.State and is .shop.v1.Mood", f => f.MessageType[0].Field[1].TypeName = ".shop.v1.Mood" },
        { "field shop.v1.Order.Line.count = 1 was uint32 and is uint64", f => f.MessageType[0].NestedType[0].Field[0].Type = FieldType.Uint64 },
        { "field shop.v1.Order.card = 3 moved into or out of a oneof", f => f.MessageType[0].Field[2].ClearOneofIndex() },
        { "field shop.v1.Order.id = 1 moved into or out of a oneof", f => f.MessageType[0].Field[0].OneofIndex = 0 },
        { "the numbers 5 to 6 of shop.v1.Order are no longer reserved", f => f.MessageType[0].ReservedRange.Clear() },
        { "the numbers 5 to 6 of shop.v1.Order are no longer reserved", f => f.MessageType[0].ReservedRange[0].Start = 6 },
        { "enum shop.v1.State is gone", f => f.EnumType.Clear() },
        { "value shop.v1.State.STATE_PAID = 1 is gone or has another number", f => f.EnumType[0].Value.RemoveAt(1) },
        { "value shop.v1.State.STATE_PAID = 1 is gone or has another number", f => f.EnumType[0].Value[1].Number = 2 },
        { "value shop.v1.State.STATE_UNSPECIFIED = 0 is gone or has another number", f => (f.EnumType[0].Value[0].Number, f.EnumType[0].Value[1].Number) = (1, 0) },
        { "service shop.v1.Shop is gone", f => f.Service.Clear() },
        { "service shop.v1.Shop is gone", f => f.Service[0].Name = "Store" },
        { "service shop.v1.Shop is gone", f => f.Package = "shop.v2" },
        { "rpc shop.v1.Shop.Buy is gone", f => f.Service[0].Method.Clear() },
        { "rpc shop.v1.Shop.Buy took .shop.v1.Order and takes .shop.v1.Receipt", f => f.Service[0].Method[0].InputType = ".shop.v1.Receipt" },
        { "rpc shop.v1.Shop.Buy gave .shop.v1.Receipt and gives .shop.v1.Order", f => f.Service[0].Method[0].OutputType = ".shop.v1.Order" },
        { "rpc shop.v1.Shop.Buy changed whether requests are streamed", f => f.Service[0].Method[0].ClientStreaming = true },
        { "rpc shop.v1.Shop.Buy changed whether answers are streamed", f => f.Service[0].Method[0].ServerStreaming = true },
    };

    public static TheoryData<string, Action<FileDescriptorProto>> Harmless => new()
    {
        { "nothing", _ => { } },
        { "a new field", f => f.MessageType[0].Field.Add(Field("note", 7, FieldType.String)) },
        { "a new message, value, rpc and service", f =>
            {
                f.MessageType.Add(new DescriptorProto { Name = "Extra" });
                f.EnumType[0].Value.Add(new EnumValueDescriptorProto { Name = "STATE_SENT", Number = 2 });
                f.Service[0].Method.Add(new MethodDescriptorProto { Name = "Return", InputType = ".shop.v1.Order", OutputType = ".shop.v1.Receipt" });
                f.Service.Add(new ServiceDescriptorProto { Name = "Depot" });
            }
        },
        { "another name for a field", f => f.MessageType[0].Field[0].Name = "number" },
        { "a field that tells absence from zero", f =>
            {
                f.MessageType[0].OneofDecl.Add(new OneofDescriptorProto { Name = "_id" });
                f.MessageType[0].Field[0].OneofIndex = 1;
                f.MessageType[0].Field[0].Proto3Optional = true;
            }
        },
        { "another file", f => f.Name = "shop/v1/all.proto" },
    };

    [Theory]
    [MemberData(nameof(Breaking))]
    public void A_change_that_breaks_older_programs_is_named(string expected, Action<FileDescriptorProto> change) => Assert.Contains(expected, BreaksAfter(change));

    [Theory]
    [MemberData(nameof(Harmless))]
    public void A_change_that_breaks_nobody_passes(string change, Action<FileDescriptorProto> apply)
    {
        _ = change;
        Assert.Empty(BreaksAfter(apply));
    }

    [Fact]
    public void Other_packages_in_the_set_are_not_compared() =>
        Assert.Empty(Compatibility.Breaks(Set(Shop()), Set(), "google.protobuf"));

    private static IReadOnlyList<string> BreaksAfter(Action<FileDescriptorProto> change)
    {
        FileDescriptorProto changed = Shop();
        change(changed);
        return Compatibility.Breaks(Set(Shop()), Set(changed), "shop.v1");
    }

    private static FileDescriptorSet Set(params FileDescriptorProto[] files) => new() { File = { files } };

    private static FileDescriptorProto Shop() => new()
    {
        Name = "shop/v1/shop.proto",
        Package = "shop.v1",
        MessageType =
        {
            new DescriptorProto
            {
                Name = "Order",
                Field = { Field("id", 1, FieldType.String), Field("state", 2, FieldType.Enum, ".shop.v1.State"), InChoice(Field("card", 3, FieldType.String)), InChoice(Field("cash", 4, FieldType.Bool)) },
                OneofDecl = { new OneofDescriptorProto { Name = "payment" } },
                NestedType = { new DescriptorProto { Name = "Line", Field = { Field("count", 1, FieldType.Uint32) } } },
                ReservedRange = { new DescriptorProto.Types.ReservedRange { Start = 5, End = 7 } },
            },
            new DescriptorProto { Name = "Receipt" },
        },
        EnumType = { new EnumDescriptorProto { Name = "State", Value = { new EnumValueDescriptorProto { Name = "STATE_UNSPECIFIED", Number = 0 }, new EnumValueDescriptorProto { Name = "STATE_PAID", Number = 1 } } } },
        Service = { new ServiceDescriptorProto { Name = "Shop", Method = { new MethodDescriptorProto { Name = "Buy", InputType = ".shop.v1.Order", OutputType = ".shop.v1.Receipt" } } } },
    };

    private static FieldDescriptorProto Field(string name, int number, FieldType type, string typeName = "") =>
        new() { Name = name, Number = number, Type = type, TypeName = typeName, Label = Label.Optional };

    private static FieldDescriptorProto InChoice(FieldDescriptorProto field)
    {
        field.OneofIndex = 0;
        return field;
    }
}
