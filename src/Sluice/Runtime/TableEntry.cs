namespace Sluice.Runtime;

/// <summary>
/// How emitted code sees an element of a function table: what it takes to call it. 24 bytes. A null element, and one whose
/// function is not compiled yet, has the type id <see cref="NotReady"/>, which no call expects.
/// </summary>
internal struct TableEntry
{
    public const int NotReady = -1;

    public nint Code;
    public object? Context;
    public int TypeId;

    public static TableEntry For(Function? function)
    {
        if (function is null) return new TableEntry { TypeId = NotReady };
        return new TableEntry { Code = function.Code, Context = function.Context, TypeId = function.Code == 0 ? NotReady : function.TypeId };
    }
}
