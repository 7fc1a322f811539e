using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sluice.Bindgen.Emission;
using Sluice.Bindgen.Model;
using Sluice.Wit.Types;

namespace Sluice.Bindgen.Generator;

/// <summary>
/// Generates C# bindings for WIT worlds: from <c>[WitWorld("greeter.wit")]</c> on a partial class, and from
/// <c>&lt;WitFile Include="wit/greeter.wit" World="greeter" /&gt;</c> items.
/// </summary>
/// <remarks>
/// Requests and .wit files → <see cref="BindingOutcome"/> (values; the step <see cref="OutcomeStep"/>) → source. Nothing from the
/// compilation or syntax reaches the last two, so an edit elsewhere regenerates nothing.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class WitBindingGenerator : IIncrementalGenerator
{
    internal const string SourcesStep = "Sources";
    internal const string RequestsStep = "Requests";
    internal const string OutcomeStep = "Outcome";
    private const string AttributeName = "Sluice.WitWorldAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var witFiles = context.AdditionalTextsProvider.Where(static file => file.Path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase));

        var sources = witFiles
            .Select(static (file, cancellation) => new WitSource(file.Path.Replace('\\', '/'), file.GetText(cancellation)?.ToString() ?? ""))
            .Collect()
            .Select(static (files, _) => new Seq<WitSource>(files.OrderBy(static file => file.Path, StringComparer.Ordinal)))
            .WithTrackingName(SourcesStep);

        var fromItems = witFiles.Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => FromItem(pair.Left, pair.Right))
            .Where(static request => request is not null)
            .Select(static (request, _) => request!);

        var fromAttributes = context.SyntaxProvider.ForAttributeWithMetadataName(
            AttributeName,
            static (node, _) => node is ClassDeclarationSyntax,
            static (match, _) => FromAttribute(match));

        var fromBoth = fromItems.Collect().Combine(fromAttributes.Collect())
            .SelectMany(static (pair, _) => pair.Left.AddRange(pair.Right))
            .WithTrackingName(RequestsStep);

        var outcomes = fromBoth.Combine(sources)
            .Select(static (pair, _) => (Request: pair.Left, Outcome: BindingResolver.Resolve(pair.Left, pair.Right)))
            .Collect()
            .SelectMany(static (outcomes, _) => WithoutDuplicates(outcomes))
            .WithTrackingName(OutcomeStep);

        context.RegisterSourceOutput(outcomes, static (output, outcome) => Emit(output, outcome));
    }

    /// <summary>Two worlds of one name in one namespace cannot both be generated; the second is an error.</summary>
    private static IEnumerable<BindingOutcome> WithoutDuplicates(IEnumerable<(BindingRequest Request, BindingOutcome Outcome)> outcomes)
    {
        var classes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (request, outcome) in outcomes)
        {
            if (outcome.World is not { } world || (classes.Add(world.QualifiedClassName) && classes.Add($"{world.Namespace} {world.ClassName}"))) yield return outcome;
            else
            {
                yield return new BindingOutcome(null, Seq.Of(new Complaint(Descriptors.DuplicateClass,
                    $"The class {world.QualifiedClassName} is generated for another world already: give one of them another namespace", request.Origin)));
            }
        }
    }

    private static BindingRequest? FromItem(AdditionalText file, AnalyzerConfigOptionsProvider provider)
    {
        var options = provider.GetOptions(file);
        string? Metadata(string name) =>
            options.TryGetValue($"build_metadata.AdditionalFiles.Sluice{name}", out var value) && value.Length > 0 ? value : null;

        if (Metadata("World") is not { } world) return null;
        provider.GlobalOptions.TryGetValue("build_property.RootNamespace", out var root);
        var path = file.Path.Replace('\\', '/');
        // "Package" marks a file that stands for the whole folder that it lies in.
        if (string.Equals(Metadata("Package"), "true", StringComparison.OrdinalIgnoreCase)) path = path.Substring(0, path.LastIndexOf('/'));
        var space = Metadata("Namespace") ?? root ?? "";
        return new BindingRequest(path, world, space, space, null,
            Metadata("Accessibility") ?? "public", Split(Metadata("Waiting")), null);
    }

    private static BindingRequest FromAttribute(GeneratorAttributeSyntaxContext match)
    {
        var attribute = match.Attributes[0];
        string? Named(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
        var path = attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : null;
        var type = match.TargetSymbol;
        var containing = type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : "";
        return new BindingRequest(
            (path ?? "").Replace('\\', '/'), Named("World"), Named("Namespace") ?? containing, containing, type.Name,
            type.DeclaredAccessibility == Accessibility.Public ? "public" : "internal", Split(Named("Waiting")),
            attribute.ApplicationSyntaxReference is { } reference ? Place.Of(Location.Create(reference.SyntaxTree, reference.Span)) : null);
    }

    private static Seq<string> Split(string? patterns) =>
        patterns is null ? Seq<string>.Empty : new Seq<string>(patterns.Split([';', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

    private static void Emit(SourceProductionContext output, BindingOutcome outcome)
    {
        foreach (var complaint in outcome.Complaints)
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.ById(complaint.Id), complaint.Place?.ToLocation() ?? Location.None, complaint.Message));
        if (outcome.World is not { } world) return;

        void Add(string name, string text) => output.AddSource($"{world.QualifiedClassName}.{name}.g.cs", SourceText.From(text, Encoding.UTF8));
        foreach (var import in world.Imports) Add($"Import.{FileName(import)}", ImportEmitter.Emit(import, world.Accessibility));
        foreach (var export in world.Exports) Add($"Export.{FileName(export)}", ExportEmitter.Emit(export, world.Accessibility));
        if (world.ImportedFunctions.Count > 0 || world.Types.Count > 0) Add("Imports", ImportEmitter.EmitWorld(world));
        Add("World", ExportEmitter.EmitWorld(world));
    }

    private static string FileName(InterfaceBinding @interface) =>
        new([.. @interface.Id.Select(static c => char.IsLetterOrDigit(c) || c is '.' or '-' ? c : '_')]);
}
