using System.Text.RegularExpressions;
using System.Xml.Linq;
using Secure.TestKit;

namespace Secure.Layout.Tests;

public sealed class LayoutTests
{
    private static readonly string[] Products = ["protos", "gateway", "edge-agent", "door-controller"];

    public static TheoryData<string> ProductProjects() => [.. Projects().Select(p => Path.GetRelativePath(Checkout.Root, p))];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_project_references_only_what_the_plan_allows(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Arrows.Allowed.TryGetValue(name, out string[]? allowed), $"{name} stands in no line of the plan.");
        Assert.Empty(References(Path.Combine(Checkout.Root, project)).Except(allowed));
    }

    [Fact]
    public void The_plan_is_read_from_real_projects() => Assert.True(Projects().Count() >= 15);

    [Fact]
    public void The_door_controller_sees_no_web_server_no_grpc_and_no_mqtt()
    {
        string[] graph = [.. Closure("Secure.DoorController").SelectMany(p => Packages(FileOf(p)))];
        Assert.DoesNotContain(graph, p => p.StartsWith("Grpc.", StringComparison.Ordinal) && p != "Grpc.Tools");
        Assert.DoesNotContain("Secure.Messaging", Closure("Secure.DoorController"));
        Assert.DoesNotContain("Secure.Contracts", Closure("Secure.DoorController"));
        Assert.All(Closure("Secure.DoorController"), p => Assert.DoesNotContain("Microsoft.AspNetCore.App", File.ReadAllText(FileOf(p)), StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_else_lies_at_the_top()
    {
        IEnumerable<string> found = Directory.EnumerateFileSystemEntries(Checkout.Root).Select(p => Path.GetFileName(p)!).Where(n => n[0] != '.');
        Assert.Empty(found.Except(Arrows.TopLevel));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Checkout.Root, "Secure.sln"));
        IEnumerable<string> all = AllProjects().Select(p => Path.GetRelativePath(Checkout.Root, p).Replace('/', '\\'));
        Assert.All(all, p => Assert.Contains(p, solution, StringComparison.Ordinal));
    }

    /// <summary>A program that branches on a refusal's code needs no look at the status beside it.</summary>
    [Fact]
    public void One_refusal_code_has_one_status_everywhere()
    {
        (string Code, string Status)[] refusals = [.. Sources("gateway", "protos").SelectMany(f => RefusalPattern.Matches(File.ReadAllText(f))).Select(m => (m.Groups[2].Value, m.Groups[1].Value)).Distinct()];
        Assert.True(refusals.Length >= 100);
        Assert.Empty(refusals.GroupBy(r => r.Code).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(r => r.Status))}"));
    }

    private static readonly Regex RefusalPattern = new("StatusCode\\.(\\w+),\\s*\"([a-z0-9_]+)\"");

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Checkout.Root, f), "*.cs", SearchOption.AllDirectories)).Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/node_modules/", StringComparison.Ordinal));

    private static IEnumerable<string> Projects() => AllProjects().Where(p => Products.Any(f => Path.GetRelativePath(Checkout.Root, p).StartsWith(f + "/", StringComparison.Ordinal)));

    private static IEnumerable<string> AllProjects() =>
        Directory.EnumerateFiles(Checkout.Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/node_modules/", StringComparison.Ordinal));

    private static string FileOf(string name) => Projects().Single(p => Path.GetFileNameWithoutExtension(p) == name);

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))];

    private static string[] Packages(string project) => [.. XDocument.Load(project).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!)];

    private static HashSet<string> Closure(string name)
    {
        HashSet<string> seen = [];
        Stack<string> open = new([name]);
        while (open.TryPop(out string? next))
        {
            if (seen.Add(next)) { foreach (string reference in References(FileOf(next))) { open.Push(reference); } }
        }
        return seen;
    }
}
