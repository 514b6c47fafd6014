using Secure.Vocabulary;

namespace Secure.Vocabulary.Tests;

public class IdentifierTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0")]
    [InlineData("vault")]
    [InlineData("door-1.reader_2")]
    [InlineData("a..b")]
    public void These_are_identifiers(string text)
    {
        Assert.True(DoorId.TryParse(text, out DoorId? id));
        Assert.Equal(text, id.Text);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Vault")]
    [InlineData("vaulT")]
    [InlineData(".vault")]
    [InlineData("-vault")]
    [InlineData("_vault")]
    [InlineData("va ult")]
    [InlineData("vault ")]
    [InlineData("va/ult")]
    [InlineData("va\\ult")]
    [InlineData("va+ult")]
    [InlineData("va#ult")]
    [InlineData("va\0ult")]
    [InlineData("va\nult")]
    [InlineData("金库")]
    [InlineData("válut")]
    [InlineData("а")] // Cyrillic
    [InlineData("٣")] // a digit, yet not 0-9
    public void These_are_not(string? text)
    {
        Assert.False(DoorId.TryParse(text, out DoorId? id));
        Assert.Null(id);
    }

    [Fact]
    public void The_longest_has_63_characters()
    {
        Assert.True(DoorId.TryParse(new string('d', 63), out _));
        Assert.False(DoorId.TryParse(new string('d', 64), out _));
    }

    [Fact]
    public void Parse_throws_where_TryParse_says_no() => Assert.Throws<FormatException>(() => PersonId.Parse("No"));

    [Fact]
    public void Equal_texts_are_equal_ids_of_their_own_kind_only()
    {
        Assert.Equal(DoorId.Parse("vault"), DoorId.Parse("vault"));
        Assert.NotEqual(DoorId.Parse("vault"), DoorId.Parse("lobby"));
        Assert.False(((object)DoorId.Parse("vault")).Equals(RoomId.Parse("vault")));
    }

    [Fact]
    public void A_resource_has_a_kind_and_an_id()
    {
        Assert.True(ResourceId.TryParse("material", "plan-7", out ResourceId? resource));
        Assert.Equal(("material", "plan-7", "material/plan-7"), (resource.Kind, resource.Id, resource.Text));
        Assert.False(ResourceId.TryParse("material", "plan/7", out _));
        Assert.False(ResourceId.TryParse("", "plan-7", out _));
        Assert.False(ResourceId.TryParse("material", null, out _));
    }
}
