using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Sluice;

/// <summary>
/// WIT's <c>result&lt;T, E&gt;</c>: the outcome of an operation whose failure is part of its contract and visible to the guest.
/// Such failures are values; exceptions are for embedder mistakes and traps.
/// </summary>
/// <remarks>
/// A value or an error converts implicitly, so an implementation reads <c>return value;</c> or <c>return ErrorCode.NoEntry;</c>.
/// Where both type arguments are the same, use <see cref="Ok(TValue)"/> and <see cref="Err(TError)"/>.
/// The default value is <c>ok</c> with a default payload.
/// <code>
/// if (result is { IsOk: true, Value: var file }) …
/// if (!result.TryGetValue(out var file, out var error)) return error;
/// </code>
/// Immutable, hence safe to share between threads.
/// </remarks>
/// <typeparam name="TValue">The payload of <c>ok</c>; <see cref="Unit"/> if it has none.</typeparam>
/// <typeparam name="TError">The payload of <c>err</c>; <see cref="Unit"/> if it has none.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
public readonly struct Result<TValue, TError> : IEquatable<Result<TValue, TError>>
{
    private readonly bool isError;
    private readonly TValue value;
    private readonly TError error;

    private Result(bool isError, TValue value, TError error)
    {
        this.isError = isError;
        this.value = value;
        this.error = error;
    }

    /// <summary>Whether this is <c>ok</c>.</summary>
    public bool IsOk => !isError;

    /// <summary>Whether this is <c>err</c>.</summary>
    public bool IsError => isError;

    /// <summary>The payload of <c>ok</c>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>err</c>.</exception>
    public TValue Value => isError ? throw new InvalidOperationException($"The result is an error: {error}") : value;

    /// <summary>The payload of <c>err</c>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>ok</c>.</exception>
    public TError Error => isError ? error : throw new InvalidOperationException("The result is not an error.");

    /// <summary>An <c>ok</c> with the given payload.</summary>
    public static Result<TValue, TError> Ok(TValue value) => new(false, value, default!);

    /// <summary>An <c>err</c> with the given payload.</summary>
    public static Result<TValue, TError> Err(TError error) => new(true, default!, error);

    /// <summary>Wraps a value as <c>ok</c>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Ok is the named alternative.")]
    public static implicit operator Result<TValue, TError>(TValue value) => Ok(value);

    /// <summary>Wraps an error as <c>err</c>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Err is the named alternative.")]
    public static implicit operator Result<TValue, TError>(TError error) => Err(error);

    /// <summary>Takes the result apart.</summary>
    /// <returns>True for <c>ok</c>, with <paramref name="value"/> set; false for <c>err</c>, with <paramref name="error"/> set.</returns>
    public bool TryGetValue([MaybeNullWhen(false)] out TValue value, [MaybeNullWhen(true)] out TError error)
    {
        value = this.value;
        error = this.error;
        return !isError;
    }

    /// <summary>Calls the function for the case that this is.</summary>
    public T Match<T>(Func<TValue, T> ok, Func<TError, T> err)
    {
        ArgumentNullException.ThrowIfNull(ok);
        ArgumentNullException.ThrowIfNull(err);
        return isError ? err(error) : ok(value);
    }

    /// <inheritdoc/>
    public bool Equals(Result<TValue, TError> other) =>
        isError == other.isError &&
        (isError
            ? EqualityComparer<TError>.Default.Equals(error, other.error)
            : EqualityComparer<TValue>.Default.Equals(value, other.value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Result<TValue, TError> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => isError ? HashCode.Combine(true, error) : HashCode.Combine(false, value);

    /// <inheritdoc/>
    public override string ToString() => isError ? $"err({error})" : $"ok({value})";

    /// <summary>Whether both are the same case with equal payloads.</summary>
    public static bool operator ==(Result<TValue, TError> left, Result<TValue, TError> right) => left.Equals(right);

    /// <summary>Whether they differ in case or payload.</summary>
    public static bool operator !=(Result<TValue, TError> left, Result<TValue, TError> right) => !left.Equals(right);
}
