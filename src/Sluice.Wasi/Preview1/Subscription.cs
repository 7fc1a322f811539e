namespace Sluice.Wasi.Preview1;

/// <summary>
/// What <c>poll_oneoff</c> is to wait for:
/// <code>
/// 0          8     16           24        32          40      48
/// | userdata | tag | clock      | timeout | precision | flags |
///                  | descriptor |
/// </code>
/// </summary>
internal readonly record struct Subscription(ulong UserData, EventType Type, uint Subject, ulong Timeout, ClockFlags Flags)
{
    public const uint Size = 48;

    public static Subscription Read(GuestMemory memory, uint pointer) => new(
        memory.ReadUInt64(pointer),
        (EventType)memory.ReadByte(pointer + 8),
        memory.ReadUInt32(pointer + 16),
        memory.ReadUInt64(pointer + 24),
        (ClockFlags)memory.ReadUInt16(pointer + 40));
}

/// <summary>
/// What <c>poll_oneoff</c> has to tell:
/// <code>
/// 0          8       10     11   16      24      26   32
/// | userdata | error | type |    | bytes | flags |    |
/// </code>
/// </summary>
internal readonly record struct Event(ulong UserData, EventType Type, Errno Error, ulong Bytes = 0, EventFlags Flags = EventFlags.None)
{
    public const uint Size = 32;

    public void Write(GuestMemory memory, uint pointer)
    {
        memory.Span(pointer, Size).Clear();
        memory.WriteUInt64(pointer, UserData);
        memory.WriteUInt32(pointer + 8, (uint)Error | ((uint)Type << 16));
        memory.WriteUInt64(pointer + 16, Bytes);
        memory.WriteUInt32(pointer + 24, (uint)Flags);
    }
}
