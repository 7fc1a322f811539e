// WebAssembly 3.0, "Text Format: Instructions". https://webassembly.github.io/spec/core/text/instructions.html

using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Text;

/// <summary>Nesting is kept in an explicit stack, so that no depth of input overflows ours.</summary>
internal sealed partial class ModuleParser
{
    private enum FrameKind : byte
    {
        /// <summary>An instruction sequence up to a parenthesis that someone else closes.</summary>
        Sequence,
        /// <summary><c>block … end</c>, <c>loop … end</c>, <c>try_table … end</c>, <c>else … end</c></summary>
        Flat,
        /// <summary><c>if … else</c> or <c>if … end</c></summary>
        FlatIf,
        /// <summary><c>(add …</c>: its bytes wait in <see cref="pending"/> until the operands are written.</summary>
        FoldedPlain,
        /// <summary><c>(block …</c></summary>
        FoldedBlock,
        /// <summary><c>(if … cond</c>: the header waits until the condition is written.</summary>
        FoldedIf,
        /// <summary><c>(if … (then</c></summary>
        FoldedThen,
        /// <summary><c>(if … (then …)</c></summary>
        FoldedAfterThen,
        /// <summary><c>(if … (then …) (else</c></summary>
        FoldedElse,
        /// <summary><c>(if … (then …) (else …)</c></summary>
        FoldedAfterElse,
    }

    /// <param name="Pending">Where its waiting bytes begin in <see cref="pending"/>.</param>
    private readonly record struct Frame(FrameKind Kind, int Pending, string? Label);

    private readonly List<Frame> frames = [];
    private readonly List<string?> labels = [];
    private readonly ByteWriter pending = new();
    private IndexSpace locals = new("local");
    private ByteWriter code = new();

    /// <summary>Instructions up to a closing parenthesis (or the end), and <c>end</c>.</summary>
    private void Expression(ByteWriter into)
    {
        code = into;
        Instructions(single: false);
        into.Byte((byte)Opcode.End);
    }

    /// <summary>One folded instruction, and <c>end</c>.</summary>
    private void FoldedExpression(ByteWriter into)
    {
        if (!reader.AtLeft) throw reader.Unexpected();
        code = into;
        Instructions(single: true);
        into.Byte((byte)Opcode.End);
    }

    private void Instructions(bool single)
    {
        frames.Clear();
        do
        {
            var frame = frames.Count > 0 ? frames[^1] : default;
            switch (reader.Kind)
            {
                case TokenKind.LeftParen:
                    OpenFolded(frame);
                    break;
                case TokenKind.RightParen:
                    if (frames.Count == 0) return;
                    CloseFolded(frame);
                    reader.Advance();
                    break;
                case TokenKind.Keyword when frame.Kind is not (FrameKind.FoldedPlain or FrameKind.FoldedIf or FrameKind.FoldedAfterThen or FrameKind.FoldedAfterElse):
                    Flat(frame);
                    break;
                default:
                    throw reader.Unexpected();
            }
        }
        while (!single || frames.Count > 0);
    }

    private void Flat(Frame frame)
    {
        if (reader.IsKeyword("end"u8))
        {
            if (frame.Kind is not (FrameKind.Flat or FrameKind.FlatIf)) throw reader.Error("unexpected token");
            reader.Advance();
            EndLabel(frame.Label);
            Pop();
            PopLabel();
            code.Byte((byte)Opcode.End);
        }
        else if (reader.IsKeyword("else"u8))
        {
            if (frame.Kind != FrameKind.FlatIf) throw reader.Error("unexpected token");
            reader.Advance();
            EndLabel(frame.Label);
            frames[^1] = frame with { Kind = FrameKind.Flat };
            code.Byte((byte)Opcode.Else);
        }
        else if (BlockRow() is { } row)
        {
            reader.Advance();
            string? label = reader.TryIdentifier();
            BlockHeader(row, code);
            frames.Add(new(row.Opcode == Opcode.If ? FrameKind.FlatIf : FrameKind.Flat, 0, label));
            labels.Add(label);
        }
        else
        {
            Plain(code);
        }
    }

    private void EndLabel(string? label)
    {
        var at = reader.Current;
        if (reader.TryIdentifier() is { } repeated && repeated != label) throw reader.Error("mismatching label", at);
    }

    private void Pop() => frames.RemoveAt(frames.Count - 1);

    private void PopLabel() => labels.RemoveAt(labels.Count - 1);

    /// <summary>The row of the current keyword if it starts a block.</summary>
    private OpcodeInfo? BlockRow() =>
        Keywords.Instruction(reader.Text) is { Opcode: Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable } row ? row : null;

    private void OpenFolded(Frame frame)
    {
        reader.Left();
        switch (frame.Kind)
        {
            case FrameKind.FoldedIf when reader.TryKeyword("then"u8):
                Flush(frame);
                frames[^1] = frame with { Kind = FrameKind.FoldedAfterThen };
                labels.Add(frame.Label);
                frames.Add(new(FrameKind.FoldedThen, 0, null));
                return;
            case FrameKind.FoldedAfterThen when reader.TryKeyword("else"u8):
                code.Byte((byte)Opcode.Else);
                frames[^1] = frame with { Kind = FrameKind.FoldedAfterElse };
                frames.Add(new(FrameKind.FoldedElse, 0, null));
                return;
            case FrameKind.FoldedAfterThen or FrameKind.FoldedAfterElse:
                throw reader.Error("unexpected token");
        }

        if (reader.Kind != TokenKind.Keyword) throw reader.Unexpected();
        if (BlockRow() is { } row)
        {
            reader.Advance();
            string? label = reader.TryIdentifier();
            if (row.Opcode == Opcode.If)
            {
                frames.Add(new(FrameKind.FoldedIf, pending.Length, label));
                BlockHeader(row, pending);
            }
            else
            {
                BlockHeader(row, code);
                frames.Add(new(FrameKind.FoldedBlock, 0, label));
                labels.Add(label);
            }
        }
        else
        {
            int waiting = pending.Length;
            Plain(pending);
            frames.Add(new(FrameKind.FoldedPlain, waiting, null));
        }
    }

    private void CloseFolded(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.FoldedPlain:
                Flush(frame);
                break;
            case FrameKind.FoldedBlock or FrameKind.FoldedAfterThen or FrameKind.FoldedAfterElse:
                code.Byte((byte)Opcode.End);
                PopLabel();
                break;
            case FrameKind.FoldedThen or FrameKind.FoldedElse:
                break;
            default:
                throw reader.Unexpected();
        }
        Pop();
    }

    private void Flush(Frame frame)
    {
        code.Bytes(pending.Span[frame.Pending..]);
        pending.Truncate(frame.Pending);
    }

    /// <summary>Opcode, block type and catch clauses. Labels in catch clauses are counted outside of the block.</summary>
    private void BlockHeader(OpcodeInfo row, ByteWriter writer)
    {
        writer.Byte((byte)row.Opcode);
        BlockType(writer);
        if (row.Opcode != Opcode.TryTable) return;

        var clauses = new SectionBuilder();
        while (TryCatchKind() is { } kind)
        {
            var clause = clauses.Next();
            clause.Byte((byte)kind);
            if (kind is CatchKind.Catch or CatchKind.CatchRef) clause.Unsigned(Index(tagSpace));
            clause.Unsigned(Label());
            reader.Close();
        }
        if (clauses.Finish() is { } vector) writer.Bytes(vector.Span);
        else writer.Byte(0);
    }

    private CatchKind? TryCatchKind() =>
        reader.TryOpen("catch"u8) ? CatchKind.Catch
        : reader.TryOpen("catch_ref"u8) ? CatchKind.CatchRef
        : reader.TryOpen("catch_all"u8) ? CatchKind.CatchAll
        : reader.TryOpen("catch_all_ref"u8) ? CatchKind.CatchAllRef
        : null;

    private void BlockType(ByteWriter writer)
    {
        var at = reader.Current;
        int? explicitType = TryTypeIndex();
        var inline = FunctionType(null, identifiers: false);
        if (explicitType is { } index)
        {
            CheckInline(index, inline, at);
            writer.Signed(index);
        }
        else if (inline.Parameters.Length == 0 && inline.Results.Length <= 1)
        {
            if (inline.Results.Length == 0) writer.Byte(0x40);
            else writer.ValType(inline.Results[0]);
        }
        else
        {
            writer.Signed(ImplicitType(inline));
        }
    }

    private int Label()
    {
        if (reader.Kind == TokenKind.Natural) return (int)Math.Min(reader.Natural32(), int.MaxValue);
        var at = reader.Current;
        string identifier = reader.TryIdentifier() ?? throw reader.Unexpected();
        int position = labels.LastIndexOf(identifier);
        return position >= 0 ? labels.Count - 1 - position : throw reader.Error($"unknown label ${identifier}", at);
    }
}
