using Secure.Benchmarks;
foreach (int callers in new[] { 1, 16, 256, 1024 })
{
    string folder = Directory.CreateTempSubdirectory("secure-bench-").FullName;
    Console.WriteLine(await LogBench.RunAsync(folder, callers, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)));
    Directory.Delete(folder, true);
}
