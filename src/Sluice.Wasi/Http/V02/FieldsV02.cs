using Sluice.Wasi.V03.Wasi.Http.Types;
using W = Sluice.Wasi.V02.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary><c>wasi:http/types.fields@0.2</c></summary>
internal sealed class FieldsV02(Fields fields) : W.IFields
{
    public Fields Inner => fields;

    public byte[][] Get(string name) => fields.Get(name);

    public bool Has(string name) => fields.Has(name);

    public Result<Unit, W.HeaderError> Set(string name, byte[][] value) => ToV02(fields.Set(name, value));

    public Result<Unit, W.HeaderError> Delete(string name) => ToV02(fields.Delete(name));

    public Result<Unit, W.HeaderError> Append(string name, byte[] value) => ToV02(fields.Append(name, value));

    public (string, byte[])[] Entries() => fields.CopyAll();

    public W.IFields Clone() => new FieldsV02((Fields)fields.Clone());

    // The handle is gone; a message may still have the fields.
    public void Dispose() { }

    private static Result<Unit, W.HeaderError> ToV02(Result<Unit, HeaderError> result) => result.IsOk ? Unit.Value : result.Error.ToV02();
}
