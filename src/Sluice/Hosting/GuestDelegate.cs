using System.Linq.Expressions;
using Sluice.Concurrency;

namespace Sluice;

/// <summary>Makes delegates that call component functions.</summary>
internal static class GuestDelegate
{
    /// <exception cref="LinkException">The delegate type cannot stand for the function.</exception>
    public static TDelegate Create<TDelegate>(ComponentFunction function)
        where TDelegate : Delegate
    {
        var shape = DelegateShape.Of(typeof(TDelegate), skip: 0);
        shape.Check(function.Type);
        CheckHost(function, shape.Arguments, shape.Result);
        var parameters = Array.ConvertAll(shape.Parameters, static type => Expression.Parameter(type));
        var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var invoke = typeof(HostCall<,>).MakeGenericType(shape.Arguments, shape.Result).GetMethod(nameof(HostCall<,>.Invoke))!;
        var call = Expression.Call(invoke, Expression.Constant(function, typeof(ComponentFunction)), DelegateShape.Pack(shape.Arguments, parameters),
            shape.TakesToken ? token : Expression.Default(typeof(CancellationToken)));
        ParameterExpression[] all = shape.TakesToken ? [.. parameters, token] : parameters;
        return Expression.Lambda<TDelegate>(shape.FromTask(call), all).Compile();
    }

    /// <summary>Calls a component function with all its arguments together, without a delegate.</summary>
    /// <param name="parameters">How many parameters there are.</param>
    /// <exception cref="LinkException">The CLR types cannot stand for the function's.</exception>
    public static ValueTask<TResult> Call<TArgs, TResult>(ComponentFunction function, int parameters, TArgs arguments, CancellationToken cancellationToken)
    {
        DelegateShape.Check(function.Type, parameters, typeof(TArgs), typeof(TResult));
        CheckHost(function, typeof(TArgs), typeof(TResult));
        return HostCall<TArgs, TResult>.Invoke(function, arguments, cancellationToken);
    }

    // A component may export what it has imported. Nothing is lifted or lowered on the way from the host to the host.
    private static void CheckHost(ComponentFunction function, Type arguments, Type result)
    {
        if (function is HostFunction host && (host.Arguments != arguments || host.Result != result)) throw host.Mismatch(arguments, result);
    }
}
