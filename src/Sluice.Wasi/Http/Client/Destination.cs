namespace Sluice.Wasi.Http.Client;

/// <summary>Where a connection leads.</summary>
/// <param name="Host">A name or address, without brackets.</param>
internal readonly record struct Destination(bool IsSecure, string Host, ushort Port)
{
    public bool Equals(Destination other) =>
        IsSecure == other.IsSecure && Port == other.Port && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(IsSecure, Port, Host.GetHashCode(StringComparison.OrdinalIgnoreCase));
}
