namespace Sluice.Tests;

public sealed class ResultTests
{
    [Fact]
    public void A_value_and_an_error_convert_and_match()
    {
        Result<int, string> ok = 42;
        Result<int, string> err = "no";
        Assert.True(ok is { IsOk: true, Value: 42 });
        Assert.True(err is { IsError: true, Error: "no" });
        Assert.Equal("42", ok.Match(value => $"{value}", error => error));
        Assert.Equal("no", err.Match(value => $"{value}", error => error));
        Assert.True(ok.TryGetValue(out int value, out _));
        Assert.Equal(42, value);
        Assert.False(err.TryGetValue(out _, out string? text));
        Assert.Equal("no", text);
        Assert.Equal(("ok(42)", "err(no)"), (ok.ToString(), err.ToString()));
    }

    [Fact]
    public void The_wrong_payload_is_never_given_out()
    {
        Assert.Throws<InvalidOperationException>(() => Result<int, string>.Ok(1).Error);
        Assert.Throws<InvalidOperationException>(() => Result<int, string>.Err("no").Value);
    }

    [Fact]
    public void Equality_looks_at_the_case_and_its_payload()
    {
        Assert.Equal(Result<int, int>.Ok(1), Result<int, int>.Ok(1));
        Assert.True(Result<int, int>.Ok(1) != Result<int, int>.Err(1));
        Assert.True(Result<int, int>.Err(1) == Result<int, int>.Err(1));
        Assert.NotEqual(Result<int, int>.Ok(1).GetHashCode(), Result<int, int>.Err(1).GetHashCode());
        Assert.True(default(Result<Unit, Unit>).IsOk);
    }
}
