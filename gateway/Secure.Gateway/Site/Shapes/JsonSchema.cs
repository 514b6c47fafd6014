using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Secure.Gateway.Site.Shapes;

/// <summary>Writes the site file's shape as JSON schema (draft 2020-12), for editors. References between parts are beyond a schema; check-site finds those.</summary>
internal static class JsonSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string OfSite()
    {
        JsonObject schema = Of(SiteShape.File);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "站点文件 · site file");
        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Of(Shape shape) => shape switch
    {
        Shape.Fields fields => OfFields(fields),
        Shape.Table table => new()
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = Values.IdPattern },
            ["additionalProperties"] = Of(table.Item),
        },
        Shape.ListOf list => new()
        {
            ["type"] = "array",
            ["minItems"] = list.Min,
            ["maxItems"] = list.Max,
            ["items"] = Of(list.Item),
        },
        Shape.Value value => value.Schema(),
        _ => throw new InvalidOperationException("The family of shapes is closed."),
    };

    private static JsonObject OfFields(Shape.Fields fields)
    {
        JsonObject properties = [];
        foreach (Field field in fields.All)
        {
            JsonObject inner = Of(field.Shape);
            inner.Insert(0, "description", field.Note);
            properties[field.Name] = inner;
        }
        JsonObject schema = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        string[] required = [.. fields.All.Where(f => f.Required).Select(f => f.Name)];
        if (required.Length > 0) { schema["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]); }
        return schema;
    }
}
