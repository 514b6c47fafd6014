using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Secure.Gateway.Site;

/// <summary>A site as the store keeps it: the file itself, because its comments say why.</summary>
/// <param name="At">When it was applied, or first seen where it waits.</param>
internal sealed record StoredSite(ulong Revision, DateTimeOffset At, string Yaml)
{
    [JsonIgnore]
    public byte[] Bytes => Encoding.UTF8.GetBytes(Yaml);

    [JsonIgnore]
    public byte[] Hash => SHA256.HashData(Bytes);

    internal byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, StoredSiteJson.Default.StoredSite);

    /// <summary>Null where the row is not of this form.</summary>
    internal static StoredSite? Decode(byte[] row)
    {
        try { return JsonSerializer.Deserialize(row, StoredSiteJson.Default.StoredSite); }
        catch (JsonException) { return null; }
    }
}

[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredSite))]
internal sealed partial class StoredSiteJson : JsonSerializerContext;
