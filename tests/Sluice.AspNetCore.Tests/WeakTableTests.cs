using System.Reflection;
using System.Runtime.CompilerServices;
using Sluice.AspNetCore.Instances;
using Sluice.Wasi.Http;
using Sluice.Wasi.Platform;

namespace Sluice.AspNetCore.Tests;

/// <summary>
/// Every key of a weak table has a handle that each garbage collection visits. With keys that every instance of a component has of its own, a server
/// with an instance for each request spends its time there.
/// </summary>
public sealed class WeakTableTests
{
    private static readonly Type[] Rare = [typeof(Type), typeof(WasiHttpOptions)];

    [Fact]
    public void Weak_tables_have_keys_that_do_not_multiply_with_instances()
    {
        var tables =
            from assembly in new[] { typeof(Store).Assembly, typeof(HostFileSystem).Assembly, typeof(WasmService).Assembly }
            from type in assembly.GetTypes()
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(ConditionalWeakTable<,>)
            select (Field: $"{type}.{field.Name}", Key: field.FieldType.GenericTypeArguments[0]);
        var found = tables.ToArray();
        Assert.NotEmpty(found);
        Assert.All(found, table => Assert.True(Rare.Contains(table.Key), $"{table.Field} has a handle for each {table.Key}."));
    }
}
