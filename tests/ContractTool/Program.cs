using Secure.ContractTool;

// release: replaces protos/secure/v1.binpb by what the build generated. A change that breaks older programs is
// refused unless --break says that it is meant; a contract in use gets a new package (secure.v2) instead.
string[] known = ["release", "--break"];
if (args is not ["release", ..] || args.Except(known).Any())
{
    Console.Error.WriteLine("用法 · usage: release [--break]");
    return 2;
}

IReadOnlyList<string> breaks = File.Exists(Contract.ReleasedFile)
    ? Compatibility.Breaks(Contract.Released(), Contract.Built(), Contract.Package)
    : [];
foreach (string line in breaks) { Console.Error.WriteLine(line); }
if (breaks.Count > 0 && !args.Contains("--break"))
{
    Console.Error.WriteLine($"未发布：{breaks.Count} 处不兼容 · not released: {breaks.Count} incompatible changes");
    return 1;
}

Contract.Release();
Console.WriteLine($"已发布 · released: {Contract.ReleasedFile}");
return 0;
