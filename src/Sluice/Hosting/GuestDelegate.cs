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
        var shape = Factory<TDelegate>.Shape;
        shape.Check(function.Type);
        CheckHost(function, shape.Arguments, shape.Result);
        return Factory<TDelegate>.Create(function);
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

    /// <summary>What is compiled once for all functions that delegates of one type call.</summary>
    private static class Factory<TDelegate>
        where TDelegate : Delegate
    {
        private static Func<ComponentFunction, TDelegate>? create;

        // Made when it is asked for: a type that is not fit is the caller's mistake, and no failure of this class to be initialized.
        public static DelegateShape Shape => field ??= DelegateShape.Of(typeof(TDelegate), skip: 0);

        public static TDelegate Create(ComponentFunction function) => (create ??= Compile())(function);

        private static Func<ComponentFunction, TDelegate> Compile()
        {
            var function = Expression.Parameter(typeof(ComponentFunction), "function");
            var parameters = Array.ConvertAll(Shape.Parameters, static type => Expression.Parameter(type));
            var token = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
            var invoke = typeof(HostCall<,>).MakeGenericType(Shape.Arguments, Shape.Result).GetMethod(nameof(HostCall<,>.Invoke))!;
            var call = Expression.Call(invoke, function, DelegateShape.Pack(Shape.Arguments, parameters), Shape.TakesToken ? token : Expression.Default(typeof(CancellationToken)));
            ParameterExpression[] all = Shape.TakesToken ? [.. parameters, token] : parameters;
            return Expression.Lambda<Func<ComponentFunction, TDelegate>>(Expression.Lambda<TDelegate>(Shape.FromTask(call), all), function).Compile();
        }
    }
}
