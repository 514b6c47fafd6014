namespace Secure.TestKit;

/// <summary>Finds the folder of the checkout that a test runs from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Secure.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder of the optional test data beside the checkout, or null where it is absent: the test then skips.</summary>
    public static string? SharedData(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", relative));
        return Path.Exists(path) ? path : null;
    }

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Secure.sln"))) { folder = folder.Parent; }
        return folder?.FullName ?? throw new DirectoryNotFoundException("No Secure.sln above " + AppContext.BaseDirectory);
    }
}
