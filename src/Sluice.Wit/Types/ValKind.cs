namespace Sluice.Wit.Types;

/// <summary>Which kind of value type a <see cref="ValType"/> is; the primitive ones come first.</summary>
public enum ValKind : byte
{
    /// <summary><c>bool</c></summary>
    Bool,

    /// <summary><c>s8</c></summary>
    S8,

    /// <summary><c>u8</c></summary>
    U8,

    /// <summary><c>s16</c></summary>
    S16,

    /// <summary><c>u16</c></summary>
    U16,

    /// <summary><c>s32</c></summary>
    S32,

    /// <summary><c>u32</c></summary>
    U32,

    /// <summary><c>s64</c></summary>
    S64,

    /// <summary><c>u64</c></summary>
    U64,

    /// <summary><c>f32</c></summary>
    F32,

    /// <summary><c>f64</c></summary>
    F64,

    /// <summary><c>char</c>: a Unicode scalar value.</summary>
    Char,

    /// <summary><c>string</c></summary>
    String,

    /// <summary><c>error-context</c></summary>
    ErrorContext,

    /// <summary><c>list&lt;T&gt;</c></summary>
    List,

    /// <summary><c>list&lt;T, N&gt;</c></summary>
    FixedList,

    /// <summary><c>map&lt;K, V&gt;</c></summary>
    Map,

    /// <summary><c>record</c></summary>
    Record,

    /// <summary><c>tuple&lt;…&gt;</c></summary>
    Tuple,

    /// <summary><c>variant</c></summary>
    Variant,

    /// <summary><c>enum</c></summary>
    Enum,

    /// <summary><c>option&lt;T&gt;</c></summary>
    Option,

    /// <summary><c>result&lt;T, E&gt;</c></summary>
    Result,

    /// <summary><c>flags</c></summary>
    Flags,

    /// <summary>An owned handle to a resource.</summary>
    Own,

    /// <summary><c>borrow&lt;R&gt;</c></summary>
    Borrow,

    /// <summary><c>stream</c> or <c>stream&lt;T&gt;</c></summary>
    Stream,

    /// <summary><c>future</c> or <c>future&lt;T&gt;</c></summary>
    Future,
}
