// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-definitions

using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Types;
using Sluice.Wit.Types;
using CoreFuncType = Sluice.Types.FuncType;
using CoreValType = Sluice.Types.ValType;
using FuncType = Sluice.Wit.Types.FuncType;
using ValType = Sluice.Wit.Types.ValType;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    private FunctionType Lift(LiftDefinition definition)
    {
        var type = FunctionTypeAt(definition.TypeIndex);
        var core = CoreFunctionAt(definition.CoreFunctionIndex);
        var options = CheckOptions(definition.Options);
        if (options.PostReturn is { } postReturn && !(CoreFunctionAt(postReturn) is { Results: [] } found && CoreValType.AreEqual(found.Parameters, core.Results)))
            throw new InvalidException("canonical option `post-return` uses a core function with an incorrect signature");
        if (options.Callback is { } callback && !CoreFunctionAt(callback).Equals(CallbackType))
            throw new InvalidException("canonical option `callback` uses a core function with an incorrect signature");
        options.CheckAsync(type);

        options.RequireReallocIf((type.ParamContents & TypeContents.Pointer) != 0);
        options.RequireReallocIf(type.FlattenParams(options.PointerSize) is null);
        if (type.Result is { } result)
        {
            var flat = result.LayoutFor(options.PointerSize).Flat;
            var most = options.Async ? Layout.MaxFlatParams : Layout.MaxFlatResults;
            options.RequireMemoryIf((result.Contents & TypeContents.Pointer) != 0 || flat is null || flat.Count > most);
        }

        var flattened = ToCore(type.Flatten(options.PointerSize, FlattenContext.Lift, options.Async, options.Callback is not null));
        if (!CoreValType.AreEqual(flattened.Parameters, core.Parameters))
            throw new InvalidException($"lowered parameter types `{List(flattened.Parameters)}` do not match parameter types `{List(core.Parameters)}` of core function {definition.CoreFunctionIndex}");
        if (!CoreValType.AreEqual(flattened.Results, core.Results))
            throw new InvalidException($"lowered result types `{List(flattened.Results)}` do not match result types `{List(core.Results)}` of core function {definition.CoreFunctionIndex}");
        scope.Functions.Add(type);
        return new FunctionType(type);
    }

    private FunctionType Lower(LowerDefinition definition)
    {
        var type = scope.Functions[definition.FunctionIndex];
        var options = CheckOptions(definition.Options);
        options.CheckNotLift();
        options.CheckAsync(type);

        var flat = type.FlattenParams(options.PointerSize);
        options.RequireMemoryIf((type.ParamContents & TypeContents.Pointer) != 0);
        options.RequireMemoryIf(flat is null || flat.Count > (options.Async ? Layout.MaxFlatAsyncParams : Layout.MaxFlatParams));
        if (type.Result is { } result)
        {
            options.RequireReallocIf((result.Contents & TypeContents.Pointer) != 0);
            options.RequireMemoryIf(options.Async || result.LayoutFor(options.PointerSize).Flat is not { Count: <= Layout.MaxFlatResults });
        }
        AddCoreFunction(ToCore(type.Flatten(options.PointerSize, FlattenContext.Lower, options.Async)));
        return new FunctionType(type);
    }

    private AnyType? AddBuiltin(BuiltinDefinition definition)
    {
        var info = definition.Builtin.Info();
        if (!info.IsSupported || definition.Shared) throw new InvalidException($"`{info.Name}` requires shared-everything threads, which are not supported");
        AnyType? type = null;
        var pointer = PointerSize.Memory32;
        foreach (var immediate in info.Immediates)
        {
            switch (immediate)
            {
                case BuiltinImmediate.ResourceType:
                    var resource = scope.ResourceAt(definition.TypeIndex);
                    if (definition.Builtin != CanonicalBuiltin.ResourceDrop && !scope.LocalResources.Contains(resource.Root))
                        throw new InvalidException($"type index {definition.TypeIndex} is not a local resource");
                    type = new ResourceDefinedType(resource);
                    break;
                case BuiltinImmediate.StreamType:
                    type = DefinedTypeAt<StreamType>(definition.TypeIndex, info.Name, "stream");
                    break;
                case BuiltinImmediate.FutureType:
                    type = DefinedTypeAt<FutureType>(definition.TypeIndex, info.Name, "future");
                    break;
                case BuiltinImmediate.ResultList:
                    type = Resolve(definition.Result) is { } result ? new DefinedType(result) : null;
                    break;
                case BuiltinImmediate.Options:
                    var options = CheckOptions(definition.Options);
                    pointer = options.PointerSize;
                    options.CheckNotLift();
                    CheckBuiltinOptions(definition.Builtin, info.Name, (type as DefinedType)?.Type, options);
                    break;
                case BuiltinImmediate.Memory:
                    pointer = CheckMemory(definition.MemoryIndex);
                    break;
                case BuiltinImmediate.SlotType:
                    if (definition.SlotType != CoreValType.I32) throw new InvalidException($"`{info.Name}` only supports slots of type `i32`");
                    break;
                case BuiltinImmediate.Slot:
                    if (definition.Slot >= 2) throw new InvalidException($"`{info.Name}` immediate must be less than 2");
                    break;
                case BuiltinImmediate.CoreType:
                    CheckThreadFunction(definition, info.Name);
                    break;
                case BuiltinImmediate.Table:
                    CheckThreadTable(definition, info.Name);
                    break;
            }
        }

        if (definition.Builtin == CanonicalBuiltin.TaskReturn)
        {
            var result = (type as DefinedType)?.Type;
            var parameters = result is null ? Seq<Param>.Empty : Seq.Of(new Param("v", result));
            AddCoreFunction(ToCore(new FuncType(parameters, null).Flatten(pointer, FlattenContext.Lower)));
        }
        else
        {
            AddCoreFunction(Signature(info, definition, pointer));
        }
        return type;
    }

    private static void CheckBuiltinOptions(CanonicalBuiltin builtin, string name, ValType? type, CheckedOptions options)
    {
        switch (builtin)
        {
            case CanonicalBuiltin.TaskReturn:
                options.CheckSync(name);
                if (options.Realloc is not null) throw new InvalidException($"cannot specify `realloc` option on `{name}`");
                if (type is null) break;
                options.RequireMemoryIf((type.Contents & TypeContents.Pointer) != 0 || type.LayoutFor(options.PointerSize).Flat is null);
                break;
            case CanonicalBuiltin.ErrorContextNew:
                options.CheckSync(name);
                options.RequireMemoryIf(true);
                break;
            case CanonicalBuiltin.ErrorContextDebugMessage:
                options.CheckSync(name);
                options.RequireReallocIf(true);
                break;
            case CanonicalBuiltin.StreamRead or CanonicalBuiltin.FutureRead:
                var read = ElementOf(type);
                options.RequireMemoryIf(read is not null);
                options.RequireReallocIf(read is not null && (read.Contents & TypeContents.Pointer) != 0);
                break;
            default:
                options.RequireMemoryIf(ElementOf(type) is not null);
                break;
        }

        static ValType? ElementOf(ValType? type) => type is StreamType stream ? stream.Element : ((FutureType)type!).Element;
    }

    private DefinedType DefinedTypeAt<T>(uint index, string builtin, string what) where T : ValType =>
        scope.Types[index] is DefinedType { Type: T } defined ? defined : throw new InvalidException($"`{builtin}` requires a {what} type");

    private void CheckThreadFunction(BuiltinDefinition definition, string name)
    {
        var entry = scope.CoreTypes[definition.CoreTypeIndex];
        if (entry.Module is not null || registry.Get(entry.TypeId).Composite is not CoreFuncType { Parameters: [var parameter], Results: [] } || parameter != CoreValType.I32)
            throw new InvalidException($"`{name}` requires a core function type with one parameter of type `i32` and no results");
    }

    private void CheckThreadTable(BuiltinDefinition definition, string name)
    {
        var table = scope.CoreTables[definition.TableIndex];
        if (table.Element != CoreValType.FuncRef) throw new InvalidException($"`{name}` requires a table of `funcref`, found {table.Element}");
        if (table.Is64) throw new InvalidException($"`{name}` requires a table with 32-bit indices");
    }

    private static CoreFuncType Signature(CanonicalBuiltinInfo info, BuiltinDefinition definition, PointerSize pointer)
    {
        var colon = info.Signature.IndexOf(':', StringComparison.Ordinal);
        return new CoreFuncType(Decode(info.Signature[..colon]), Decode(info.Signature[(colon + 1)..]));

        // Tables have 32-bit indices here, threads a 32-bit parameter: all others were refused.
        CoreValType[] Decode(string letters)
        {
            var types = new CoreValType[letters.Length];
            for (var i = 0; i < types.Length; i++)
            {
                types[i] = letters[i] switch
                {
                    'a' when pointer == PointerSize.Memory64 => CoreValType.I64,
                    'i' or 'a' or 't' or 'p' => CoreValType.I32,
                    'I' => CoreValType.I64,
                    's' => definition.SlotType,
                    _ => throw new UnreachableException(),
                };
            }
            return types;
        }
    }

    private void AddCoreFunction(CoreFuncType type) => scope.CoreFunctions.Add(registry.Add(type));

    private static CoreFuncType ToCore(Wit.Types.CoreFuncType type) => new(ToCore(type.Params), ToCore(type.Results));

    private static CoreValType[] ToCore(Seq<CoreType> types)
    {
        var core = new CoreValType[types.Count];
        for (var i = 0; i < core.Length; i++) core[i] = ToCore(types[i]);
        return core;
    }

    private static CoreValType ToCore(CoreType type) => type switch
    {
        CoreType.I32 => CoreValType.I32,
        CoreType.I64 => CoreValType.I64,
        CoreType.F32 => CoreValType.F32,
        _ => CoreValType.F64,
    };

    // The suite spells these in capitals.
    private static string List(CoreValType[] types) => $"[{string.Join(", ", types.Select(static t => t.ToString().ToUpperInvariant()))}]";
}
