// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#embedding

using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

public sealed partial class ComponentInstance
{
    private static readonly FuncType StartType = new([], null);

    /// <summary>
    /// Runs start functions of the instance's core modules, which are synchronous tasks: they may call out but not wait. The store
    /// must be the caller's, as it is in <see cref="Store.Submit"/> and in a parent's start function.
    /// </summary>
    internal void RunStart(Action start)
    {
        var caller = Parent is { MayEnter: false } ? Parent : null;
        Trap.If(!MayEnterFrom(caller), TrapCode.CannotEnterComponent);
        EnterFrom(caller);
        new StartThread(new GuestTask(StartType, CanonicalOptions.None, this, null), start).Resume();
        LeaveTo(caller);
    }

    private sealed class StartThread(GuestTask task, Action start) : GuestThread(task)
    {
        protected override bool TryEnter(Cancelled cancelled)
        {
            Task.RegisterThread(this);
            return true;
        }

        protected override void Advance(Cancelled cancelled)
        {
            start();
            Task.ResolveStart();
            Task.UnregisterThread(this);
            Exit();
        }
    }
}
