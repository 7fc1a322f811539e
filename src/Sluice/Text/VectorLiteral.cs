using System.Buffers.Binary;

namespace Sluice.Text;

/// <summary>The literals of <c>v128.const</c>.</summary>
internal static class VectorLiteral
{
    /// <summary>Shape and lanes, little-endian.</summary>
    public static byte[] Read(TokenReader reader)
    {
        var at = reader.Current;
        var (bits, isFloat) = Shape(reader.AnyKeyword()) ?? throw reader.Error("unexpected token", at);
        var bytes = new byte[16];
        int count = 128 / bits;
        int first = reader.Position;
        int given = 0;
        for (; reader.IsNumber; given++) reader.Advance();
        if (given != count && (reader.AtLeft || reader.AtRight)) throw reader.Error("wrong number of lane literals", reader[first]);
        reader.Position = first;
        for (int lane = 0; lane < count; lane++)
            WriteLane(bytes.AsSpan(lane * bits / 8), bits, isFloat ? (bits == 32 ? reader.Float32() : reader.Float64()) : reader.Integer(bits));
        return bytes;
    }

    public static (int Bits, bool IsFloat)? Shape(string keyword) => keyword switch
    {
        "i8x16" => (8, false),
        "i16x8" => (16, false),
        "i32x4" => (32, false),
        "i64x2" => (64, false),
        "f32x4" => (32, true),
        "f64x2" => (64, true),
        _ => null,
    };

    private static void WriteLane(Span<byte> lane, int bits, ulong value)
    {
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, value);
        wide[..(bits / 8)].CopyTo(lane);
    }
}
