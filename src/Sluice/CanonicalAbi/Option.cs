using System.Diagnostics.CodeAnalysis;

namespace Sluice;

/// <summary>WIT's <c>option&lt;T&gt;</c> where <c>T?</c> cannot stand for it, as in <c>option&lt;option&lt;u8&gt;&gt;</c>. The default value is <c>none</c>.</summary>
/// <typeparam name="T">The type of a value that is there.</typeparam>
public readonly record struct Option<T>
{
    private readonly T value;

    /// <summary>An option with a value.</summary>
    public Option(T value)
    {
        HasValue = true;
        this.value = value;
    }

    /// <summary>The option without a value.</summary>
    public static Option<T> None => default;

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? value : throw new InvalidOperationException("The option has no value.");

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The constructor is the named alternative.")]
    public static implicit operator Option<T>(T value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => HasValue ? $"some({value})" : "none";
}
