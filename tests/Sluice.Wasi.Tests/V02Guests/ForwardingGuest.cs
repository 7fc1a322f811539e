using System.Globalization;
using System.Text;
using Sluice.Wit;
using Sluice.Wit.Types;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>
/// A guest, written from the WIT, that imports all of WASI 0.2 and exports each function again, with the numbers of its handles in the place
/// of resources: what a test calls, the guest's core code calls. Flat and in memory, a handle and a u32 look the same, so that the code only
/// passes its operands on.
/// </summary>
internal sealed class ForwardingGuest : IAsyncDisposable
{
    private const string Give = "test:host/give";

    private static readonly Lazy<string> s_text = new(Write);

    private readonly Store store;
    private readonly ComponentInstance instance;

    private ForwardingGuest(Store store, ComponentInstance instance)
    {
        this.store = store;
        this.instance = instance;
    }

    /// <param name="give">What the host hands over: see <see cref="GiveAsync"/>.</param>
    public static async Task<ForwardingGuest> StartAsync(WasiOptions options, Func<(V02.Wasi.Http.Types.IIncomingRequest, V02.Wasi.Http.Types.IResponseOutparam)>? give = null)
    {
        var engine = new Engine();
        var linker = new Linker(engine).AddWasi(options);
        linker.Instance(Give).Function("give", give ?? (static () => throw new InvalidOperationException("nothing to give")));
        var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromMinutes(2) }) { MayBlockOnHost = true };
        return new ForwardingGuest(store, await linker.InstantiateAsync(store, Component.Load(engine, Encoding.UTF8.GetBytes(s_text.Value))));
    }

    /// <summary>Has the guest call a function.</summary>
    /// <param name="name">As <c>wasi:io/poll#poll</c>, without a version.</param>
    /// <param name="arguments">In WAVE; handles are numbers.</param>
    /// <returns>The result in WAVE; empty if there is none.</returns>
    public async Task<string> CallAsync(string name, params string[] arguments)
    {
        var export = ExportOf(name);
        var parameters = instance.Exports.GetComponentFunction(export).Type.Params;
        var values = arguments.Select((text, i) => ComponentValue.Parse(text, parameters[i].Type)).ToArray();
        return (await instance.Exports.InvokeAsync(export, values, TestContext.Current.CancellationToken))?.ToString() ?? "";
    }

    /// <summary>As <see cref="CallAsync"/>, of a function that returns a handle, or a result that must be one.</summary>
    public async Task<string> HandleAsync(string name, params string[] arguments)
    {
        var result = await CallAsync(name, arguments);
        if (result.StartsWith("ok(", StringComparison.Ordinal)) result = result[3..^1];
        Assert.True(uint.TryParse(result, CultureInfo.InvariantCulture, out _), $"{name}: {result}");
        return result;
    }

    /// <summary>Has the guest drop a handle.</summary>
    /// <param name="resource">As <c>wasi:io/poll#pollable</c>.</param>
    public Task DropAsync(string resource, string handle) => CallAsync("drop " + resource, handle);

    /// <summary>Has the host hand over an incoming request and where its response goes.</summary>
    public async Task<(string Request, string Outparam)> GiveAsync()
    {
        var handles = (await CallAsync(Give)).Trim('(', ')').Split(", ");
        return (handles[0], handles[1]);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static string ExportOf(string name) => s_exports[name];

    private static readonly Dictionary<string, string> s_exports = [];

    private static string Write()
    {
        var imports = new StringBuilder();
        var types = new StringBuilder();
        var lowered = new StringBuilder();
        var coreImports = new StringBuilder();
        var coreFunctions = new StringBuilder();
        var arguments = new StringBuilder();
        var lifted = new StringBuilder();
        for (var k = 0; k < V02Interfaces.All.Count; k++)
        {
            var (name, item) = V02Interfaces.All[k];
            var plain = name[..name.IndexOf('@', StringComparison.Ordinal)];
            imports.AppendLine($"(import \"{name}\" (instance $i{k}");
            var ordered = Ordered(item);
            foreach (var type in ordered)
            {
                if (type.Kind == WitTypeDefKind.Use) imports.AppendLine($"  (alias outer 1 ${Outer(type.Used!)} (type $u-{type.Name})) (export \"{type.Name}\" (type ${type.Name} (eq $u-{type.Name})))");
                else if (type.Kind == WitTypeDefKind.Resource) imports.AppendLine($"  (export \"{type.Name}\" (type ${type.Name} (sub resource)))");
                else if (IsRenamed(type)) imports.AppendLine($"  (export \"{type.Name}\" (type ${type.Name} (eq ${type.Target!.Definition!.Name})))");
                else imports.AppendLine($"  (type $d-{type.Name} {Body(type, InInterface)}) (export \"{type.Name}\" (type ${type.Name} (eq $d-{type.Name})))");
            }
            var functions = item.Functions;
            foreach (var function in functions) imports.AppendLine($"  (export \"{function.Name}\" {Signature("func", function, InInterface)})");
            imports.AppendLine("))");
            foreach (var type in ordered)
            {
                imports.AppendLine($"(alias export $i{k} \"{type.Name}\" (type ${Outer(type)}))");
                if (type.Kind == WitTypeDefKind.Use || IsRenamed(type)) continue;
                if (type.Kind == WitTypeDefKind.Resource)
                {
                    var export = $"drop-{k}-{type.Name}";
                    s_exports.Add($"drop {plain}#{type.Name}", export);
                    lifted.AppendLine($"(core func ${export} (canon resource.drop ${Outer(type)}))");
                    lifted.AppendLine($"(func $f-{export} (param \"handle\" u32) (canon lift (core func ${export}))) (export \"{export}\" (func $f-{export}))");
                }
                else types.AppendLine($"(type $b-{Outer(type)} {Body(type, Exported)}) (export $s-{Outer(type)} \"t-{Outer(type)}\" (type $b-{Outer(type)}))");
            }
            for (var j = 0; j < functions.Count; j++)
            {
                var function = functions[j];
                var id = $"f-{k.ToString(CultureInfo.InvariantCulture)}-{j.ToString(CultureInfo.InvariantCulture)}";
                s_exports.Add($"{plain}#{function.Name}", id);
                var from = function.Type.Flatten(PointerSize.Memory32, FlattenContext.Lower);
                var to = function.Type.Flatten(PointerSize.Memory32, FlattenContext.Lift);
                lowered.AppendLine($"(core func $l-{id} (canon lower (func $i{k} \"{function.Name}\") (memory $libc \"memory\") (realloc (func $libc \"realloc\"))))");
                coreImports.AppendLine($"(import \"\" \"{id}\" (func ${id} {Core(from)}))");
                arguments.Append($"(export \"{id}\" (func $l-{id}))");
                coreFunctions.AppendLine($"(func (export \"{id}\") {Core(to)} {Forward(id, from, to)})");
                lifted.AppendLine($"{Signature($"func $e-{id}", function, Exported, $"(canon lift (core func $m \"{id}\") (memory $libc \"memory\") (realloc (func $libc \"realloc\")))")} (export \"{id}\" (func $e-{id}))");
            }
        }

        s_exports.Add(Give, "give");
        var http = V02Interfaces.All.Single(static i => i.Name.StartsWith("wasi:http/types@", StringComparison.Ordinal)).Interface;
        string request = Outer(http.Types.Single(static t => t.Name == "incoming-request")), outparam = Outer(http.Types.Single(static t => t.Name == "response-outparam"));
        return $$"""
            (component
            {{imports}}
            (import "{{Give}}" (instance $give
              (alias outer 1 ${{request}} (type $r)) (alias outer 1 ${{outparam}} (type $o))
              (export "give" (func (result (tuple (own $r) (own $o)))))))
            {{types}}
            (core module $libc
              (memory (export "memory") 64)
              (global $next (mut i32) (i32.const 64))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
                (if (i32.gt_u (i32.add (global.get $next) (local.get 3)) (i32.const 4194304)) (then unreachable))
                (global.get $next)
                (global.set $next (i32.add (global.get $next) (local.get 3)))))
            (core instance $libc (instantiate $libc))
            {{lowered}}
            (core func $l-give (canon lower (func $give "give") (memory $libc "memory")))
            (core module $m
              (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
              (import "" "give" (func $give (param i32)))
              {{coreImports}}
              (func (export "give") (result i32) (local $out i32)
                (local.tee $out (call $realloc (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 512))) call $give local.get $out)
              {{coreFunctions}})
            (core instance $m (instantiate $m (with "" (instance
              (export "realloc" (func $libc "realloc")) (export "give" (func $l-give)) {{arguments}}))))
            {{lifted}}
            (func $e-give (result (tuple u32 u32)) (canon lift (core func $m "give") (memory $libc "memory"))) (export "give" (func $e-give)))
            """;
    }

    // WIT may name a type before its definition; a component may not.
    private static List<WitTypeDef> Ordered(WitInterface item)
    {
        var ordered = new List<WitTypeDef>();
        foreach (var type in item.Types) Add(type);
        return ordered;

        void Add(WitTypeDef type)
        {
            if (type.Owner != item || ordered.Contains(type)) return;
            foreach (var part in type.Fields.Select(static f => f.Type).Concat(type.Cases.Select(static c => c.Type)).Append(type.Target)) Visit(part);
            ordered.Add(type);
        }

        void Visit(WitType? type)
        {
            if (type?.Definition is { } definition) Add(definition);
            foreach (var argument in type?.Arguments ?? []) Visit(argument);
        }
    }

    // The caller of a lowered function says where a result goes that is more than one value; a lifted function says where it is.
    private static string Forward(string id, CoreFuncType from, CoreFuncType to)
    {
        var operands = string.Concat(Enumerable.Range(0, to.Params.Count).Select(static i => $"local.get {i} "));
        if (from.Params.Count == to.Params.Count) return $"{operands}call ${id}";
        return $"(local $out i32) (local.set $out (call $realloc (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 512))) {operands}local.get $out call ${id} local.get $out";
    }

    private static string Core(CoreFuncType type) =>
        $"(param {string.Join(' ', type.Params.Select(static t => t.ToString().ToLowerInvariant()))})" + (type.Results.Count == 0 ? "" : $" (result {type.Results[0].ToString().ToLowerInvariant()})");

    private static string Signature(string head, WitFunction function, Func<WitTypeDef, bool, string> named, string tail = "")
    {
        var text = new StringBuilder($"({head}");
        foreach (var parameter in function.Params) text.Append($" (param \"{parameter.Name}\" {Text(parameter.Type, named)})");
        if (function.Result is { } result) text.Append($" (result {Text(result, named)})");
        return text.Append(tail).Append(')').ToString();
    }

    private static string Body(WitTypeDef type, Func<WitTypeDef, bool, string> named) => type.Kind switch
    {
        WitTypeDefKind.Record => $"(record{string.Concat(type.Fields.Select(f => $" (field \"{f.Name}\" {Text(f.Type, named)})"))})",
        WitTypeDefKind.Variant => $"(variant{string.Concat(type.Cases.Select(c => $" (case \"{c.Name}\"{(c.Type is null ? "" : " " + Text(c.Type, named))})"))})",
        WitTypeDefKind.Enum => $"(enum{string.Concat(((EnumType)type.Type).Labels.Select(static l => $" \"{l}\""))})",
        WitTypeDefKind.Flags => $"(flags{string.Concat(((FlagsType)type.Type).Labels.Select(static l => $" \"{l}\""))})",
        WitTypeDefKind.Alias => Text(type.Target!, named),
        _ => throw new InvalidOperationException(type.ToString()),
    };

    private static string Text(WitType type, Func<WitTypeDef, bool, string> named)
    {
        if (type.Definition is { } definition) return definition.IsResource ? named(definition, false) : named(definition, true);
        return type.Type.Kind switch
        {
            ValKind.List => $"(list {Argument(0)})",
            ValKind.Option => $"(option {Argument(0)})",
            ValKind.Tuple => $"(tuple{string.Concat(type.Arguments.Select(a => " " + Text(a!, named)))})",
            ValKind.Result => $"(result{(type.Arguments[0] is { } ok ? " " + Text(ok, named) : "")}{(type.Arguments[1] is { } error ? $" (error {Text(error, named)})" : "")})",
            ValKind.Own => named(type.Arguments[0]!.Definition!, false),
            ValKind.Borrow => named(type.Arguments[0]!.Definition!, false).Replace("(own ", "(borrow ", StringComparison.Ordinal),
            _ => type.Type.ToString(),
        };

        string Argument(int index) => Text(type.Arguments[index]!, named);
    }

    private static string InInterface(WitTypeDef type, bool isValue) => isValue ? $"${type.Name}" : $"(own ${type.Name})";

    private static string Exported(WitTypeDef type, bool isValue)
    {
        if (!isValue) return "u32";
        while (type.Kind == WitTypeDefKind.Use || IsRenamed(type)) type = type.Used ?? type.Target!.Definition!;
        return $"$s-{Outer(type)}";
    }

    // Another name for a type that has one.
    private static bool IsRenamed(WitTypeDef type) => type is { Kind: WitTypeDefKind.Alias, Target.Definition: not null };

    // Names of types are the same in several interfaces.
    private static string Outer(WitTypeDef type) =>
        $"{V02Interfaces.All.TakeWhile(i => i.Interface != type.Owner).Count().ToString(CultureInfo.InvariantCulture).Insert(0, "x")}-{type.Name}";
}
