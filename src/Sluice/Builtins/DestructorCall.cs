// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-resourcedrop

using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice.Builtins;

/// <summary>The call of a resource type's destructor, on behalf of the instance, or the host, that drops the last handle.</summary>
internal sealed unsafe class DestructorCall : ICaller
{
    private static readonly FuncType Type = new(Seq.Of(new Param("rep", ValType.U32)), null);

    private readonly uint representation;

    private DestructorCall(uint representation, ComponentInstance? instance)
    {
        this.representation = representation;
        Instance = instance;
    }

    public ComponentInstance? Instance { get; }

    public static void Run(GuestResourceType type, uint representation, ComponentInstance? caller)
    {
        var implementation = type.Implementation;
        if (type.Destructor is { } destructor)
            new GuestFunction(destructor, Type, CanonicalOptions.None, implementation).Call(new DestructorCall(representation, caller));
        else Trap.If(!implementation.MayEnterFrom(caller), TrapCode.CannotEnterComponent);
    }

    public void OnStart(LiftLowerContext callee, ulong* flatArguments) => flatArguments[0] = representation;

    public void OnResolve(LiftLowerContext callee, ulong* flatResults)
    {
    }

    public void OnCancelled()
    {
    }
}
