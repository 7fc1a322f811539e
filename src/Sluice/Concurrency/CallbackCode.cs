// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-lift

namespace Sluice.Concurrency;

/// <summary>What a callback function asks for in the low four bits of its result; the others are a waitable set's index.</summary>
internal enum CallbackCode : uint
{
    Exit = 0,
    Yield = 1,
    Wait = 2,
}
