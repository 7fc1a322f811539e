// WebAssembly 3.0, "Custom Sections: Custom annotations". https://webassembly.github.io/spec/core/appendix/custom.html#custom-annotations

using Sluice.Binary;

namespace Sluice.Text;

/// <summary>Before or after which section a custom section goes.</summary>
internal readonly record struct CustomPlace(bool After, int Section)
{
    public static readonly CustomPlace BeforeFirst = new(false, -1);
    public static readonly CustomPlace AfterLast = new(true, -1);
}

/// <summary>A <c>(@custom "name" (before|after section)? "bytes"*)</c> annotation.</summary>
/// <param name="Contents">Name and bytes: the section's contents.</param>
internal sealed record CustomAnnotation(CustomPlace Place, ByteWriter Contents);

internal sealed partial class ModuleParser
{
    /// <summary>Collects the custom sections between the previous field and this one.</summary>
    private void CustomAnnotations()
    {
        int annotation = reader.AnnotationBefore("custom"u8);
        if (annotation < 0) return;
        int saved = reader.Position;
        // The nearest comes first: find the others in front of it before adding it.
        reader.Position = annotation - 1;
        CustomAnnotations();
        reader.Position = annotation;
        customs.Add(Custom());
        reader.Position = saved;
    }

    private CustomAnnotation Custom()
    {
        var contents = new ByteWriter();
        contents.Name(reader.Name());
        var place = CustomPlace.AfterLast;
        if (reader.AtLeft)
        {
            reader.Advance();
            bool after = reader.AnyKeyword() switch { "before" => false, "after" => true, _ => throw reader.Unexpected() };
            place = new(after, reader.AnyKeyword() switch
            {
                "first" => -1,
                "last" => -1,
                "type" => 1,
                "import" => 2,
                "func" => 3,
                "table" => 4,
                "memory" => 5,
                "tag" => 13,
                "global" => 6,
                "export" => 7,
                "start" => 8,
                "elem" => 9,
                "datacount" => 12,
                "code" => 10,
                "data" => 11,
                _ => throw reader.Unexpected(),
            });
            reader.Close();
        }
        contents.Bytes(reader.Strings());
        return new(place, contents);
    }
}
