using System.Text;
using Sluice.Text.Scripts;

namespace Sluice.Tests.Text;

public sealed class MutatedTextTests
{
    private const string Sample = """
        (module $m (@custom "c" (after last) "x") (type $t (sub (struct (field $f (mut i8))))) (rec (type $r (func (param $p (ref null $t)) (result f64))))
          (import "a" "b" (func $i (param i32))) (memory $mem (data "a\u{e9}\00")) (table $tab i64 funcref (elem $i $g)) (tag $e (param i64))
          (func $g (export "g") (type $r) (local $l v128) block $b (result f64) (try_table (catch $e 0) (catch_all $b)) f64.const -0x1.8p-3 end $b
            (if (i32.const 0x7fff_ffff) (then (i32.store offset=4 align=2 (i32.const 0) (i32.const 1))) (else (call_indirect $tab (type $r) (i64.const 0))))
            (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3))) (v128.const f32x4 nan inf -nan:0x1 1e3) drop) (elem declare func $g))
        (component $c (core module $M (func (export "f"))) (core instance $i (instantiate $M (with "a" (instance (export "f" (func $M))))))
          (import "w" (instance $w (export "t" (type $t (sub resource))) (export "f" (func async (param "x" (list (own $t))) (result (option string))))))
          (component (type (component (alias outer $c 0 (type)) (import "x" (func))))) (core func $l (canon lower (func $w "f") async (memory 0)))
          (func $lift (export "l") (param "a" (map string u8)) (canon lift (core func $i "f") string-encoding=utf16)) (type (resource (rep i32) (dtor (core func $l)))))
        (assert_return (invoke "f" (record.const (field "a" u32.const 1)) (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)) (either (f32.const nan:canonical) (ref.null)))
        """;

    [Fact]
    public void Whatever_is_not_read_is_malformed()
    {
        var random = new Random(1);
        byte[] sample = Encoding.UTF8.GetBytes(Sample);
        for (int round = 0; round < 4000; round++)
        {
            var mutant = sample.ToList();
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int position = random.Next(mutant.Count);
                int other = random.Next(mutant.Count);
                int length = Math.Min(random.Next(1, 20), mutant.Count - Math.Max(position, other));
                switch (random.Next(4))
                {
                    case 0: mutant[position] = (byte)"()\"$0;a \n\u0080"[random.Next(10)]; break;
                    case 1: mutant.RemoveRange(position, length); break;
                    case 2: mutant.InsertRange(position, mutant.GetRange(other, length)); break;
                    default: mutant[position] = mutant[other]; break;
                }
            }
            Read([.. mutant]);
        }
    }

    private static void Read(byte[] script)
    {
        try
        {
            foreach (var command in ScriptParser.Parse(script))
            {
                var module = command as ModuleCommand ?? (command as AssertFailureCommand)?.Subject as ModuleCommand;
                try
                {
                    module?.Source.ToBytes();
                }
                catch (MalformedException error)
                {
                    Assert.True(error.Line > 0 && error.Column > 0);
                }
            }
        }
        catch (MalformedException error)
        {
            Assert.True(error.Line > 0 && error.Column > 0);
        }
    }
}
