using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi.Compiled;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>How a delegate's signature stands for a component function: its parameters become one argument, its return value a task.</summary>
internal sealed class DelegateShape
{
    // A value tuple has seven items and then a tuple with the rest.
    private const int TupleItems = 7;

    private readonly FittingTypes fitting = new();

    private DelegateShape(Type[] parameters, bool takesToken, Type returns)
    {
        Parameters = parameters;
        TakesToken = takesToken;
        Returns = returns;
        Arguments = ArgumentsOf(parameters);
        Result = returns == typeof(void) || returns == typeof(ValueTask) || returns == typeof(Task) ? typeof(Unit)
            : IsTask(returns) ? returns.GetGenericArguments()[0]
            : returns;
    }

    public Type[] Parameters { get; }

    /// <summary>Whether the last parameter, not among <see cref="Parameters"/>, is a cancellation token.</summary>
    public bool TakesToken { get; }

    public Type Returns { get; }

    /// <summary>The type of all arguments together: <see cref="Unit"/>, the only one's, or a value tuple.</summary>
    public Type Arguments { get; }

    /// <summary>The type of the result; <see cref="Unit"/> for none.</summary>
    public Type Result { get; }

    /// <param name="skip">How many parameters at the beginning are no arguments.</param>
    public static DelegateShape Of(Type type, int skip)
    {
        var invoke = type.GetMethod("Invoke") ?? throw new ArgumentException($"{type} is not a delegate type.", nameof(type));
        var parameters = invoke.GetParameters().Select(static p => p.ParameterType).Skip(skip).ToArray();
        var takesToken = parameters is [.., var last] && last == typeof(CancellationToken);
        return new DelegateShape(takesToken ? parameters[..^1] : parameters, takesToken, invoke.ReturnType);
    }

    /// <summary>Checks the delegate against the component function that it stands for.</summary>
    /// <exception cref="LinkException">It takes or returns something else.</exception>
    public void Check(FuncType type) => fitting.Check(type, type => Check(type, Parameters, Result));

    /// <summary>As <see cref="Check(FuncType)"/>, for a delegate whose parameters come together as <see cref="Arguments"/>.</summary>
    public static void Check(FuncType type, int parameters, Type arguments, Type result) =>
        Check(type, parameters switch { 0 => [], 1 => [arguments], _ => [.. ClrTypeMap.ValueTupleMembers(arguments)] }, result);

    private static void Check(FuncType type, Type[] parameters, Type returned)
    {
        if (parameters is not [var only] || only != typeof(ComponentValue[]))
        {
            if (parameters.Length != type.Params.Count) throw Mismatch(type.Params.Count, parameters);
            for (var i = 0; i < parameters.Length; i++) Check(type.Params[i].Type, parameters[i], type.Params[i].Name);
        }
        if (returned == typeof(ComponentValue[])) return;
        if (type.Result is { } result) Check(result, returned, parameter: null);
        else if (returned != typeof(Unit)) throw new LinkException($"the component function has no result, the delegate returns {returned}");
    }

    private static LinkException Mismatch(int expected, Type[] found) =>
        new($"the component function takes {Count(expected)}, the delegate {Count(found.Length)} ({string.Join(", ", found.Select(static p => p.Name))})");

    private static void Check(ValType expected, Type found, string? parameter)
    {
        try
        {
            ClrTypeMap.Bind(expected, found);
        }
        catch (LinkException e)
        {
            throw new LinkException($"{(parameter is null ? "the result" : $"parameter `{parameter}`")} is {expected}, not {found}: {e.Message}");
        }
    }

    private static string Count(int parameters) => parameters switch { 0 => "nothing", 1 => "1 parameter", _ => $"{parameters} parameters" };

    /// <summary>One of the arguments.</summary>
    public Expression Argument(Expression arguments, int index)
    {
        if (Parameters.Length == 1) return arguments;
        for (; index >= TupleItems; index -= TupleItems) arguments = Expression.Field(arguments, "Rest");
        return Expression.Field(arguments, $"Item{index + 1}");
    }

    /// <summary>The type of some arguments together.</summary>
    public static Type ArgumentsOf(ReadOnlySpan<Type> types) => types.Length switch { 0 => typeof(Unit), 1 => types[0], _ => TupleOf(types) };

    /// <summary>Arguments together, as <see cref="ArgumentsOf"/> says.</summary>
    public static Expression Pack(Type arguments, ReadOnlySpan<Expression> items) => items.Length switch
    {
        0 => Expression.Default(typeof(Unit)),
        1 => items[0],
        _ => PackTuple(arguments, items),
    };

    /// <summary>What a call returns as a task of <see cref="Result"/>.</summary>
    public Expression ToTask(Expression call)
    {
        var task = typeof(ValueTask<>).MakeGenericType(Result);
        if (Returns == task) return call;
        if (Returns == typeof(void)) return Expression.Block(call, Expression.Default(task));
        if (Returns == typeof(ValueTask)) return Expression.Call(((Func<ValueTask, ValueTask<Unit>>)WithUnit).Method, call);
        if (Returns == typeof(Task)) return Expression.Call(((Func<ValueTask, ValueTask<Unit>>)WithUnit).Method, Expression.New(typeof(ValueTask).GetConstructor([typeof(Task)])!, call));
        // From a task or from a result.
        return Expression.New(task.GetConstructor([Returns])!, call);
    }

    /// <summary>A task of <see cref="Result"/> as what the delegate returns.</summary>
    public Expression FromTask(Expression task)
    {
        if (Returns == task.Type) return task;
        if (Returns == typeof(ValueTask)) return Expression.Call(((Func<ValueTask<Unit>, ValueTask>)WithoutUnit).Method, task);
        if (Returns == typeof(Task) || IsTask(Returns)) return Expression.Call(task, "AsTask", null);
        throw new LinkException($"A delegate that calls a guest has to return a ValueTask, not {Returns}: a guest may have to wait.");
    }

    private static bool IsTask(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(Task<>));

    private static Type TupleOf(ReadOnlySpan<Type> types)
    {
        Type[] arguments = types.Length > TupleItems ? [.. types[..TupleItems], TupleOf(types[TupleItems..])] : types.ToArray();
        var definition = arguments.Length switch
        {
            1 => typeof(ValueTuple<>),
            2 => typeof(ValueTuple<,>),
            3 => typeof(ValueTuple<,,>),
            4 => typeof(ValueTuple<,,,>),
            5 => typeof(ValueTuple<,,,,>),
            6 => typeof(ValueTuple<,,,,,>),
            7 => typeof(ValueTuple<,,,,,,>),
            _ => typeof(ValueTuple<,,,,,,,>),
        };
        return definition.MakeGenericType(arguments);
    }

    private static NewExpression PackTuple(Type tuple, ReadOnlySpan<Expression> arguments)
    {
        var types = tuple.GetGenericArguments();
        Expression[] items = arguments.Length > TupleItems
            ? [.. arguments[..TupleItems], PackTuple(types[TupleItems], arguments[TupleItems..])]
            : [.. arguments];
        return Expression.New(tuple.GetConstructor(types)!, items);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Unit> WithUnit(ValueTask task)
    {
        await task.ConfigureAwait(false);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WithoutUnit(ValueTask<Unit> task) => await task.ConfigureAwait(false);
}
