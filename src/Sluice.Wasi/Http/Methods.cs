using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Methods and schemes by their names on the wire.</summary>
internal static class Methods
{
    // In the order of the variant's cases. Names of methods are case-sensitive.
    private static readonly (string Name, Method Method)[] Known =
    [
        ("GET", new Method.Get()), ("HEAD", new Method.Head()), ("POST", new Method.Post()), ("PUT", new Method.Put()), ("DELETE", new Method.Delete()),
        ("CONNECT", new Method.Connect()), ("OPTIONS", new Method.Options()), ("TRACE", new Method.Trace()), ("PATCH", new Method.Patch()),
    ];

    private static readonly Scheme Http = new Scheme.Http();
    private static readonly Scheme Https = new Scheme.Https();

    /// <summary>The method's one form: <c>other("GET")</c> is <c>get</c>. Null if the name is no token.</summary>
    public static Method? Normalize(Method method) => method is Method.Other(var name) ? FromName(name) : method;

    public static Method? FromName(string name)
    {
        foreach (var (known, method) in Known)
            if (known == name) return method;
        return HttpSyntax.IsToken(name) ? new Method.Other(name) : null;
    }

    public static string NameOf(Method method) => method is Method.Other(var name) ? name : Array.Find(Known, known => known.Method == method).Name;

    /// <summary>The scheme's one form: <c>other("https")</c> is <c>HTTPS</c>. Null if the name is no scheme.</summary>
    public static Scheme? Normalize(Scheme scheme) => scheme is Scheme.Other(var name) ? FromSchemeName(name) : scheme;

    public static Scheme? FromSchemeName(string name) =>
        name.Equals("http", StringComparison.OrdinalIgnoreCase) ? Http
        : name.Equals("https", StringComparison.OrdinalIgnoreCase) ? Https
        : HttpSyntax.IsScheme(name) ? new Scheme.Other(name)
        : null;

    public static string NameOf(Scheme scheme) => scheme switch
    {
        Scheme.Http => "http",
        Scheme.Https => "https",
        Scheme.Other(var name) => name,
        _ => throw new InvalidOperationException("The variant has no other cases."),
    };
}
