using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>The domain's values as those of <c>wasi:http/types@0.2</c>, and back.</summary>
internal static class HttpConversionsV02
{
    private static readonly (Method Domain, W.Method V02)[] PlainMethods =
    [
        (new Method.Get(), new W.Method.Get()), (new Method.Head(), new W.Method.Head()), (new Method.Post(), new W.Method.Post()),
        (new Method.Put(), new W.Method.Put()), (new Method.Delete(), new W.Method.Delete()), (new Method.Connect(), new W.Method.Connect()),
        (new Method.Options(), new W.Method.Options()), (new Method.Trace(), new W.Method.Trace()), (new Method.Patch(), new W.Method.Patch()),
    ];

    public static W.Method ToV02(this Method method) =>
        method is Method.Other(var name) ? new W.Method.Other(name) : Array.Find(PlainMethods, row => row.Domain == method).V02;

    public static Method ToDomain(this W.Method method) =>
        method is W.Method.Other(var name) ? new Method.Other(name) : Array.Find(PlainMethods, row => row.V02 == method).Domain;

    public static W.Scheme ToV02(this Scheme scheme) => scheme switch
    {
        Scheme.Http => new W.Scheme.Http(),
        Scheme.Https => new W.Scheme.Https(),
        Scheme.Other(var name) => new W.Scheme.Other(name),
        _ => throw new InvalidOperationException("The variant has no other cases."),
    };

    public static Scheme ToDomain(this W.Scheme scheme) => scheme switch
    {
        W.Scheme.Http => new Scheme.Http(),
        W.Scheme.Https => new Scheme.Https(),
        W.Scheme.Other(var name) => new Scheme.Other(name),
        _ => throw new InvalidOperationException("The variant has no other cases."),
    };

    /// <summary>0.2 has no word for fields that grow too large: to its guests it is one more thing that the host forbids.</summary>
    public static W.HeaderError ToV02(this HeaderError error) => error switch
    {
        HeaderError.InvalidSyntax => new W.HeaderError.InvalidSyntax(),
        HeaderError.Immutable => new W.HeaderError.Immutable(),
        _ => new W.HeaderError.Forbidden(),
    };
}
