using System.Collections.Concurrent;
using System.Linq.Expressions;
using Sluice.Concurrency;

namespace Sluice;

/// <summary>Calls component functions with values whose types are known at run time only.</summary>
internal static class UntypedCall
{
    private delegate ValueTask<ComponentValue?> Invoker(ComponentFunction function, IReadOnlyList<ComponentValue> arguments, CancellationToken cancellationToken);

    private static readonly ConcurrentDictionary<(int Parameters, bool HasResult), Invoker> s_invokers = [];

    public static ValueTask<ComponentValue?> Invoke(ComponentFunction function, IReadOnlyList<ComponentValue> arguments, CancellationToken cancellationToken)
    {
        var type = function.Type;
        if (arguments.Count != type.Params.Count)
            throw new ArgumentException($"The function takes {type.Params.Count} arguments, {arguments.Count} were given: {type}", nameof(arguments));
        return s_invokers.GetOrAdd((type.Params.Count, type.Result is not null), static shape => Compile(shape.Parameters, shape.HasResult))(function, arguments, cancellationToken);
    }

    private static Invoker Compile(int parameters, bool hasResult)
    {
        var types = new Type[parameters];
        Array.Fill(types, typeof(ComponentValue));
        var tuple = DelegateShape.ArgumentsOf(types);
        var result = hasResult ? typeof(ComponentValue) : typeof(Unit);

        var function = Expression.Parameter(typeof(ComponentFunction), "function");
        var arguments = Expression.Parameter(typeof(IReadOnlyList<ComponentValue>), "arguments");
        var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var items = new Expression[parameters];
        for (var i = 0; i < items.Length; i++) items[i] = Expression.Property(arguments, "Item", Expression.Constant(i));
        var call = Expression.Call(
            typeof(HostCall<,>).MakeGenericType(tuple, result).GetMethod(nameof(HostCall<,>.Invoke))!, function, DelegateShape.Pack(tuple, items), token);
        var convert = hasResult ? ((Func<ValueTask<ComponentValue>, ValueTask<ComponentValue?>>)WithResult).Method : ((Func<ValueTask<Unit>, ValueTask<ComponentValue?>>)WithoutResult).Method;
        return Expression.Lambda<Invoker>(Expression.Call(convert, call), function, arguments, token).Compile();
    }

    private static async ValueTask<ComponentValue?> WithResult(ValueTask<ComponentValue> task) => await task.ConfigureAwait(false);

    private static async ValueTask<ComponentValue?> WithoutResult(ValueTask<Unit> task)
    {
        await task.ConfigureAwait(false);
        return null;
    }
}
