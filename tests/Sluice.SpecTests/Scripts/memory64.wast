;; Memories with 64-bit addresses in canonical options: pointers and lengths are i64, also within values in memory, and a call between
;; components of both kinds converts them.

(component definition $Memories
  (component $Wide
    (core module $Memory
      (memory (export "mem") i64 1)
      (global $next (mut i64) (i64.const 4096))
      (func (export "realloc") (param i64 i64 i64 i64) (result i64)
        (global.set $next (i64.and (i64.add (global.get $next) (i64.const 7)) (i64.const -8)))
        (global.get $next)
        (global.set $next (i64.add (global.get $next) (local.get 3)))))
    (core instance $memory (instantiate $Memory))
    (type $s (stream u8))
    (canon stream.new $s (core func $new))
    (canon stream.read $s async (memory (core memory $memory "mem")) (core func $read))
    (canon stream.write $s async (memory (core memory $memory "mem")) (core func $write))
    (core module $M
      (import "" "mem" (memory i64 1))
      (import "" "new" (func $new (result i64)))
      (import "" "read" (func $read (param i32 i64 i64) (result i64)))
      (import "" "write" (func $write (param i32 i64 i64) (result i64)))
      (func (export "echo") (param i64 i64) (result i64)
        (i64.store (i64.const 16) (local.get 0))
        (i64.store (i64.const 24) (local.get 1))
        (i64.const 16))
      ;; The lengths of the strings of a list added up.
      (func (export "lengths") (param $at i64) (param $n i64) (result i64) (local $sum i64)
        (block $done (loop $next
          (br_if $done (i64.eqz (local.get $n)))
          (local.set $sum (i64.add (local.get $sum) (i64.load offset=8 (local.get $at))))
          (local.set $at (i64.add (local.get $at) (i64.const 16)))
          (local.set $n (i64.sub (local.get $n) (i64.const 1)))
          (br $next)))
        (local.get $sum))
      (func (export "copy") (result i64) (local $ends i64)
        (local.set $ends (call $new))
        (i32.store (i64.const 64) (i32.const 0x04030201))
        (if (i64.ne (call $write (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))) (i64.const 64) (i64.const 4)) (i64.const 0xffffffff (; BLOCKED ;)))
          (then unreachable))
        (if (i64.ne (call $read (i32.wrap_i64 (local.get $ends)) (i64.const 80) (i64.const 3)) (i64.const 0x30)) (then unreachable))
        (i64.extend_i32_u (i32.load (i64.const 80))))
      (func (export "beyond") (result i64)
        (i64.store (i64.const 16) (i64.const 0x100000008))
        (i64.store (i64.const 24) (i64.const 1))
        (i64.const 16)))
    (core instance $m (instantiate $M (with "" (instance
      (export "mem" (memory $memory "mem"))
      (export "new" (func $new))
      (export "read" (func $read))
      (export "write" (func $write))))))
    (func (export "echo") (param "s" string) (result string)
      (canon lift (core func $m "echo") (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
    (func (export "lengths") (param "l" (list string)) (result u64)
      (canon lift (core func $m "lengths") (memory (core memory $memory "mem")) (realloc (core func $memory "realloc"))))
    (func (export "copy") (result u64) (canon lift (core func $m "copy")))
    (func (export "beyond") (result string) (canon lift (core func $m "beyond") (memory (core memory $memory "mem")))))

  (component $Narrow
    (import "echo" (func $echo (param "s" string) (result string)))
    (core module $Memory
      (memory (export "mem") 1)
      (global $next (mut i32) (i32.const 4096))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (global.get $next)
        (global.set $next (i32.add (global.get $next) (local.get 3)))))
    (core instance $memory (instantiate $Memory))
    (canon lower (func $echo) (memory (core memory $memory "mem")) (realloc (core func $memory "realloc")) (core func $echo'))
    (core module $M
      (import "" "mem" (memory 1))
      (import "" "echo" (func $echo (param i32 i32 i32)))
      (func (export "relay") (param i32 i32) (result i32)
        (call $echo (local.get 0) (local.get 1) (i32.const 16))
        (i32.const 16)))
    (core instance $m (instantiate $M (with "" (instance
      (export "mem" (memory $memory "mem"))
      (export "echo" (func $echo'))))))
    (func (export "relay") (param "s" string) (result string)
      (canon lift (core func $m "relay") (memory (core memory $memory "mem")) (realloc (core func $memory "realloc")))))

  (instance $wide (instantiate $Wide))
  (instance $narrow (instantiate $Narrow (with "echo" (func $wide "echo"))))
  (export "echo" (func $wide "echo"))
  (export "lengths" (func $wide "lengths"))
  (export "copy" (func $wide "copy"))
  (export "beyond" (func $wide "beyond"))
  (export "relay" (func $narrow "relay")))

(component instance $memories $Memories)
(assert_return (invoke "echo" (str.const "wide")) (str.const "wide"))
(assert_return (invoke "relay" (str.const "from narrow to wide and back")) (str.const "from narrow to wide and back"))
(assert_return (invoke "lengths" (list.const (str.const "a") (str.const "") (str.const "bcd"))) (u64.const 4))
(assert_return (invoke "copy") (u64.const 0x030201))
(assert_trap (invoke "beyond") "string content out-of-bounds")

(assert_invalid
  (component
    (core module $M
      (memory (export "mem") i64 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
      (func (export "f") (param i64 i64)))
    (core instance $m (instantiate $M))
    (func (export "f") (param "s" string) (canon lift (core func $m "f") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
  "canonical option `realloc` uses a core function with an incorrect signature")
(assert_invalid
  (component
    (core module $M
      (memory (export "mem") i64 1)
      (func (export "realloc") (param i64 i64 i64 i64) (result i64) unreachable)
      (func (export "f") (param i32 i32)))
    (core instance $m (instantiate $M))
    (func (export "f") (param "s" string) (canon lift (core func $m "f") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
  "lowered parameter types `[I64, I64]` do not match parameter types `[I32, I32]`")
