using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>A delegate that implements component functions; its parameters as one argument, its result as a task.</summary>
internal abstract class HostDelegate
{
    /// <summary>The function at the type that a component imports it with.</summary>
    public abstract ComponentFunction Bind(FuncType type, object? host);

    /// <param name="hostType">The type of a first parameter that is no argument; null if there is none.</param>
    public static HostDelegate Create(Delegate function, Type? hostType)
    {
        var shape = DelegateShape.Of(function.GetType(), skip: hostType is null ? 0 : 1);
        var type = typeof(HostDelegate<,>).MakeGenericType(shape.Arguments, shape.Result);
        return (HostDelegate)Activator.CreateInstance(type, BindingFlags.Public | BindingFlags.Instance, null, [function, shape, hostType], null)!;
    }
}

internal sealed class HostDelegate<TArgs, TResult> : HostDelegate
{
    private readonly Func<object?, TArgs, CancellationToken, ValueTask<TResult>> body;
    private readonly DelegateShape shape;

    public HostDelegate(Delegate function, DelegateShape shape, Type? hostType)
    {
        this.shape = shape;
        var host = Expression.Parameter(typeof(object), "host");
        var arguments = Expression.Parameter(typeof(TArgs), "arguments");
        var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var operands = new List<Expression>();
        if (hostType is not null) operands.Add(Expression.Convert(host, hostType));
        for (var i = 0; i < shape.Parameters.Length; i++) operands.Add(shape.Argument(arguments, i));
        if (shape.TakesToken) operands.Add(token);
        var call = Expression.Invoke(Expression.Constant(function), operands);
        body = Expression.Lambda<Func<object?, TArgs, CancellationToken, ValueTask<TResult>>>(shape.ToTask(call), host, arguments, token).Compile();
    }

    public override ComponentFunction Bind(FuncType type, object? host)
    {
        shape.Check(type);
        var function = body;
        return new HostFunction<TArgs, TResult>(type, (arguments, token) => function(host, arguments, token), takesToken: shape.TakesToken);
    }
}

/// <summary>A delegate that takes its parameters together: there is nothing to compile.</summary>
/// <param name="parameters">How many there are.</param>
/// <param name="takesToken">Whether it looks at its token.</param>
internal sealed class TupledHostDelegate<THost, TArgs, TResult>(
    int parameters, Func<THost, TArgs, CancellationToken, ValueTask<TResult>> function, bool takesToken) : HostDelegate
    where THost : class?
{
    private readonly FittingTypes fitting = new();

    public override ComponentFunction Bind(FuncType type, object? host)
    {
        fitting.Check(type, type => DelegateShape.Check(type, parameters, typeof(TArgs), typeof(TResult)));
        // Of this very class: the linker made it for the delegate's own type.
        var typed = Unsafe.As<THost>(host)!;
        return new HostFunction<TArgs, TResult>(type, (arguments, token) => function(typed, arguments, token), takesToken: takesToken);
    }
}
