// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-taskreturn

using Sluice.CanonicalAbi;
using Sluice.Components.Definitions;
using Sluice.Runtime;
using Sluice.Wit.Types;
using static Sluice.Builtins.BuiltinFunction;

namespace Sluice.Builtins;

internal static unsafe class TaskBuiltins
{
    public static Function Create(BuiltinSite site)
    {
        if (site.Builtin == CanonicalBuiltin.TaskCancel) return Over(site, ":", (nint)(delegate*<object, void>)&Cancel);
        // What a task returns is passed as parameters are.
        var parameters = site.Result is null ? Seq<Param>.Empty : Seq.Of(new Param("result", site.Result));
        var type = new FuncType(parameters, null).Flatten(site.Options.PointerSize, FlattenContext.Lift);
        return FrameFunction.Create(site.Store, CoreSignature.Of(type), frame => Return(site, frame));
    }

    private static void Return(BuiltinSite site, ulong* frame)
    {
        var task = site.Thread.Task;
        site.TrapUnlessMayLeave();
        Trap.If(!task.Options.Async, TrapCode.TaskReturnInvalid);
        // Without a memory there is nothing that options could tell apart.
        Trap.If(site.Options.Memory is not null && !site.Options.LiftEquals(task.Options), TrapCode.TaskReturnInvalid);
        if (!Equals(site.Result, task.Type.Result)) throw new Trap(TrapCode.TaskReturnInvalid, $"{site.Result} is returned for {task.Type.Result}");
        task.Return(new LiftLowerContext(task.Options, task.Instance, task), frame);
    }

    private static void Cancel(object context)
    {
        var site = Site(context);
        var task = site.Thread.Task;
        site.TrapUnlessMayLeave();
        Trap.If(!task.Options.Async, TrapCode.TaskNotCancelled);
        task.Cancel();
    }
}
