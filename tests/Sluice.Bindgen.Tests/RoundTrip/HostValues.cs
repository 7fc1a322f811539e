using System.Globalization;
using System.Text;
using Sluice.Bindgen.Tests.RoundTrip.Acme.Mirror.Values;
using Point = Sluice.Bindgen.Tests.RoundTrip.Acme.Mirror.Values.Point;

namespace Sluice.Bindgen.Tests.RoundTrip;

/// <summary>Returns what it is given, and writes down what was called.</summary>
internal sealed class HostValues : IValues
{
    public List<string> Calls { get; } = [];

    public List<Token> Tokens { get; } = [];

    public TimeSpan Delay { get; set; }

    /// <summary>What <see cref="Text"/> fails with.</summary>
    public Exception? Failure { get; set; }

    public void Nothing() => Calls.Add("nothing");

    public (sbyte, byte, short, ushort, int, uint, long, ulong) Integers(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h)
    {
        Calls.Add("integers");
        return (a, b, c, d, e, f, g, h);
    }

    public (float, double, bool, Rune) Scalars(float a, double b, bool c, Rune d)
    {
        Calls.Add("scalars");
        return (a, b, c, d);
    }

    public string Text(string s) => Failure is { } failure ? throw failure : s;

    public Point Place(Point p) => p;

    public Shape Form(Shape s) => s;

    public Shape[] Forms(Shape[] s) => s;

    public (byte?, Option<string?>) Options(byte? a, Option<string?> b) => (a, b);

    public (Result<Point, Suit>, Result<Unit, string>, Result<uint, Unit>, Result<Unit, Unit>) Results(
        Result<Point, Suit> a, Result<Unit, string> b, Result<uint, Unit> c, Result<Unit, Unit> d) => (a, b, c, d);

    public Dictionary<string, byte[]> Sizes(Dictionary<string, byte[]> m) => m;

    public ushort[] Corners(ushort[] c) => c;

    public (Suit, Rights) Names(Suit s, Rights r) => (s, r);

    public async ValueTask<Point> Later(Point p, CancellationToken cancellationToken)
    {
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, cancellationToken);
        return p;
    }

    public ComponentStream<Point> Points(ComponentStream<Point> s) => s;

    public ComponentFuture<Shape> Promise(ComponentFuture<Shape> f) => f;

    ErrorContext IValues.Failure(ErrorContext e) => e;

    public IToken Give(IToken t) => t;

    public uint Look(IToken t) => ((Token)t).Id;

    public IToken CreateToken(uint id) => Add($"create {id}", id);

    public IToken TokenMerge(IToken a, IToken b) => Add($"merge {((Token)a).Id} {((Token)b).Id}", ((Token)a).Id + ((Token)b).Id);

    private Token Add(string call, uint id)
    {
        Calls.Add(call);
        var token = new Token(id) { Calls = Calls };
        Tokens.Add(token);
        return token;
    }
}

internal sealed class Token(uint id) : IToken
{
    public uint Id { get; private set; } = id;

    public bool Disposed { get; private set; }

    public List<string> Calls { get; init; } = [];

    public uint Bump(uint by)
    {
        Calls.Add($"bump {Id}");
        return Id += by;
    }

    public async ValueTask<string> Describe(CancellationToken cancellationToken)
    {
        Calls.Add($"describe {Id}");
        await Task.Yield();
        return Id.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => Disposed = true;
}
