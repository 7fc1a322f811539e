;; Takes a thousand streams of its standard input, reads none, drops none, and succeeds.
(component
  (import "wasi:cli/types@0.3.0" (instance $types
    (type $e (enum "io" "illegal-byte-sequence" "pipe"))
    (export "error-code" (type (eq $e)))))
  (alias export $types "error-code" (type $error-code))
  (import "wasi:cli/stdin@0.3.0" (instance $stdin
    (alias outer 1 $error-code (type $e))
    (type $outcome (result (error $e)))
    (type $bytes (stream u8))
    (type $future (future $outcome))
    (type $pair (tuple $bytes $future))
    (export "read-via-stream" (func (result $pair)))))

  (core module $libc (memory (export "memory") 1))
  (core instance $libc (instantiate $libc))
  (core func $read-via-stream (canon lower (func $stdin "read-via-stream") (memory (core memory $libc "memory"))))
  (core module $main
    (import "host" "read-via-stream" (func $read-via-stream (param i32)))
    (func (export "run") (result i32)
      (local $count i32)
      (loop $next
        (call $read-via-stream (i32.const 0))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $count) (i32.const 1000))))
      (i32.const 0)))
  (core instance $main (instantiate $main
    (with "host" (instance (export "read-via-stream" (func $read-via-stream))))))
  (func $run async (result (result)) (canon lift (core func $main "run")))
  (instance $run-interface (export "run" (func $run)))
  (export "wasi:cli/run@0.3.0" (instance $run-interface)))
