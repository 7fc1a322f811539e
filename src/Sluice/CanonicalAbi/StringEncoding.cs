namespace Sluice.CanonicalAbi;

/// <summary>The <c>string-encoding</c> canonical option.</summary>
internal enum StringEncoding : byte
{
    Utf8,
    Utf16,

    /// <summary>Each string is Latin-1, or UTF-16 if the highest bit of its length is set.</summary>
    Latin1OrUtf16,
}
