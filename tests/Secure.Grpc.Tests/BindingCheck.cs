using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security;

namespace Secure.Grpc.Tests;

/// <summary>
/// Binds everything in a compiled assembly that is otherwise bound only when first used: each reference to a member
/// of another assembly, each override, and each method body, which the runtime compiles here without running it.
/// </summary>
internal sealed class BindingCheck(Assembly assembly)
{
    private const int MemberReferenceTable = 0x0A000000;
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Stands for any open generic parameter; four are more than any member here takes.</summary>
    private static readonly Type[] AnyTypes = [.. Enumerable.Repeat(typeof(object), 4)];

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, int> _resolved = [];

    public IReadOnlyList<string> Faults => _faults;

    public int Compiled { get; private set; }

    /// <summary>How many member references lead into the named assembly.</summary>
    public int ReferencesInto(string assemblyName) => _resolved.GetValueOrDefault(assemblyName);

    public BindingCheck Run()
    {
        ResolveMembers();
        foreach (Type type in assembly.GetTypes())
        {
            FindLostOverrides(type);
            foreach (MethodBase method in Bodies(type)) { Compile(type, method); }
        }
        return this;
    }

    private void ResolveMembers()
    {
        for (int row = 1; Resolve(row); row++) { }
    }

    private bool Resolve(int row)
    {
        try
        {
            MemberInfo? member = assembly.ManifestModule.ResolveMember(MemberReferenceTable | row, AnyTypes, AnyTypes);
            string home = member?.Module.Assembly.GetName().Name ?? "";
            _resolved[home] = _resolved.GetValueOrDefault(home) + 1;
        }
        catch (ArgumentOutOfRangeException) { return false; } // past the end of the table
        catch (Exception e) when (IsBindingFault(e) && !IsOurGuess(e)) { _faults.Add($"member reference {row}: {e.Message}"); }
        catch (Exception e) when (IsOurGuess(e)) { }
        return true;
    }

    /// <summary>An override whose base method is gone binds silently as a method of its own, and is then never called.</summary>
    private void FindLostOverrides(Type type) => _faults.AddRange(type.GetMethods(Own)
        .Where(m => m.IsVirtual && !m.Attributes.HasFlag(MethodAttributes.NewSlot) && m.GetBaseDefinition() == m)
        .Select(m => $"{type.FullName}.{m.Name} overrides nothing"));

    private void Compile(Type type, MethodBase method)
    {
        try
        {
            RuntimeTypeHandle[] arguments = [.. Enumerable.Repeat(typeof(string).TypeHandle, TypeArguments(type) + TypeArguments(method))];
            RuntimeHelpers.PrepareMethod(method.MethodHandle, arguments);
            Compiled++;
        }
        catch (Exception e) when (IsBindingFault(e) && !IsOurGuess(e)) { _faults.Add($"{type.FullName}.{method.Name}: {e.Message}"); }
        catch (Exception e) when (IsOurGuess(e)) { }
    }

    private static IEnumerable<MethodBase> Bodies(Type type) =>
        type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own)).Where(m => !m.IsAbstract && m.GetMethodBody() is not null);

    private static int TypeArguments(Type type) => type.IsGenericTypeDefinition ? type.GetGenericArguments().Length : 0;

    private static int TypeArguments(MethodBase method) => method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0;

    private static bool IsBindingFault(Exception e) =>
        e is MissingMemberException or TypeLoadException or MemberAccessException or FileNotFoundException or FileLoadException or BadImageFormatException;

    /// <summary>The type put in for a generic parameter broke that parameter's constraint: our choice, not a missing member.</summary>
    private static bool IsOurGuess(Exception e) =>
        e is ArgumentException or VerificationException || e.Message.Contains("violates the constraint", StringComparison.Ordinal);
}
