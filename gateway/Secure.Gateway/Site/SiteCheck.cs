namespace Secure.Gateway.Site;

/// <summary><c>secure-gateway check-site FILE</c>: tells every fault of a site file, and starts nothing.</summary>
internal static class SiteCheck
{
    /// <returns>0 without a fault, 1 with faults, 2 where the file cannot be read.</returns>
    internal static async Task<int> RunAsync(string path, TextWriter output, CancellationToken cancellation)
    {
        byte[] bytes;
        try { bytes = await ReadAsync(path, cancellation).ConfigureAwait(false); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await output.WriteLineAsync($"无法读取 · cannot read {path}: {e.Message}").ConfigureAwait(false);
            return 2;
        }
        SortedSet<string> joined = new(StringComparer.Ordinal);
        SiteFile file = SiteFile.Parse(bytes, person => { joined.Add(person); return true; });
        foreach (SiteFault fault in file.Faults) { await output.WriteLineAsync($"{path}:{fault}").ConfigureAwait(false); }
        string verdict = file.Root is null ? $"{file.Faults.Count} 处错误 · {file.Faults.Count} {(file.Faults.Count == 1 ? "fault" : "faults")}" : "站点文件有效；人员和门禁卡仅在首次应用时登记 · the site file is valid; persons and badges are taken from it at the first application alone";
        await output.WriteLineAsync(verdict).ConfigureAwait(false);
        if (joined.Count > 0) { await output.WriteLineAsync($"文件未定义、须已在册的人员 · persons whom the file does not define and who must be on record: {string.Join(", ", joined)}").ConfigureAwait(false); }
        return file.Root is null ? 1 : 0;
    }

    /// <summary><c>secure-gateway site-schema</c>: the schema that editors use, as committed under firmware-config/schema.</summary>
    internal static async Task<int> WriteSchemaAsync(TextWriter output)
    {
        await output.WriteAsync(Shapes.JsonSchema.OfSite()).ConfigureAwait(false);
        return 0;
    }

    /// <summary>At most one byte more than a site file may have, so that a huge or endless file is refused by its size.</summary>
    internal static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            byte[] bytes = new byte[SiteFile.SizeMax + 1];
            int length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return bytes[..length];
        }
    }
}
