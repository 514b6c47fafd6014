using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Secure.DoorController.Core.Control;
using Secure.DoorController.Core.Doors;
using Secure.Grants;

namespace Secure.DoorController.Core.Tests.Doors;

/// <summary>Copies and compares whole doors by their fields, times counted from now: so every state that they can be in is found.</summary>
internal static class DoorStates
{
    private static readonly Func<object, object> Shallow = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    /// <summary>An independent copy.</summary>
    public static T Copy<T>(T original) where T : class
    {
        object copy = Shallow(original);
        foreach (FieldInfo field in FieldsOf(copy.GetType()))
        {
            if (field.GetValue(copy) is not { } value) { continue; }
            if (value is IDictionary faults) { field.SetValue(copy, Activator.CreateInstance(value.GetType(), faults)); }
            else if (IsState(value.GetType())) { field.SetValue(copy, Copy(value)); }
        }
        return (T)copy;
    }

    /// <summary>Equal for states that no input can tell apart.</summary>
    public static string KeyOf(Walker walker)
    {
        StringBuilder key = new();
        Write(key, walker, walker.Now);
        return key.ToString();
    }

    private static void Write(StringBuilder key, object state, TimeSpan now)
    {
        foreach (FieldInfo field in FieldsOf(state.GetType()))
        {
            if (field.Name == "_now" || field.Name == "_happened") { continue; }
            object? value = field.GetValue(state);
            switch (value)
            {
                case null: key.Append('-'); break;
                case TimeSpan time: key.Append(time <= now ? 0 : (long)(time - now).TotalMilliseconds); break;
                case IDictionary faults: foreach (DictionaryEntry fault in faults) { key.Append(fault.Key).Append(fault.Value); } break;
                case bool flag: key.Append(flag ? '1' : '0'); break;
                case Enum word: key.Append((char)('A' + Convert.ToInt32(word, null))); break;
                case DoorPlan plan: key.Append('P').Append(plan.Number); break;
                case int number: key.Append(number); break;
                case Authority by: key.Append(by.CommandNumber).Append(by.Reader?.Text.Length); break;
                default: if (IsState(value.GetType())) { Write(key, value, now); } break;
            }
            key.Append(',');
        }
    }

    private static bool IsState(Type type) => type.Name is "Door" or "ModeRegion" or "LockRegion" or "LeafRegion" or "CommandAnswer" or "Passage" or nameof(LinkRegion) or nameof(WalkedLink) or nameof(WalkTold);

    private static FieldInfo[] FieldsOf(Type type) => Fields.GetOrAdd(type, t => [.. t.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(f => f.FieldType != typeof(DoorProfile) && f.FieldType != typeof(DoorSettings))]);
}
