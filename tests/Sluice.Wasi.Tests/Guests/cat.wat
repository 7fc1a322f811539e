;; Copies standard input to standard output through its own memory, in the callback form of the async ABI: while it waits it has no stack.
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
  (import "wasi:cli/stdout@0.3.0" (instance $stdout
    (alias outer 1 $error-code (type $e))
    (type $outcome (result (error $e)))
    (type $bytes (stream u8))
    (type $future (future $outcome))
    (export "write-via-stream" (func (param "data" $bytes) (result $future)))))
  (type $bytes (stream u8))
  (type $outcome (result (error $error-code)))
  (type $future (future $outcome))

  (core module $libc (memory (export "memory") 32))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))

  (core func $read-via-stream (canon lower (func $stdin "read-via-stream") (memory $memory)))
  (core func $write-via-stream (canon lower (func $stdout "write-via-stream")))
  (core func $stream.new (canon stream.new $bytes))
  (core func $stream.read (canon stream.read $bytes async (memory $memory)))
  (core func $stream.write (canon stream.write $bytes async (memory $memory)))
  (core func $stream.drop-readable (canon stream.drop-readable $bytes))
  (core func $stream.drop-writable (canon stream.drop-writable $bytes))
  (core func $future.read (canon future.read $future async (memory $memory)))
  (core func $future.drop-readable (canon future.drop-readable $future))
  (core func $waitable-set.new (canon waitable-set.new))
  (core func $waitable.join (canon waitable.join))
  (core func $task.return (canon task.return (result (result))))

  (core module $main
    (import "libc" "memory" (memory 1))
    (import "host" "read-via-stream" (func $read-via-stream (param i32)))
    (import "host" "write-via-stream" (func $write-via-stream (param i32) (result i32)))
    (import "host" "stream.new" (func $stream.new (result i64)))
    (import "host" "stream.read" (func $stream.read (param i32 i32 i32) (result i32)))
    (import "host" "stream.write" (func $stream.write (param i32 i32 i32) (result i32)))
    (import "host" "stream.drop-readable" (func $stream.drop-readable (param i32)))
    (import "host" "stream.drop-writable" (func $stream.drop-writable (param i32)))
    (import "host" "future.read" (func $future.read (param i32 i32) (result i32)))
    (import "host" "future.drop-readable" (func $future.drop-readable (param i32)))
    (import "host" "waitable-set.new" (func $waitable-set.new (result i32)))
    (import "host" "waitable.join" (func $waitable.join (param i32 i32)))
    (import "host" "task.return" (func $task.return (param i32)))

    (global $set (mut i32) (i32.const 0))
    (global $in (mut i32) (i32.const 0))
    (global $in-outcome (mut i32) (i32.const 0))
    (global $out (mut i32) (i32.const 0))
    (global $out-outcome (mut i32) (i32.const 0))
    ;; What of the buffer is still to be written, and whether the input has ended.
    (global $at (mut i32) (i32.const 0))
    (global $left (mut i32) (i32.const 0))
    (global $ended (mut i32) (i32.const 0))

    ;; The buffer begins at 64 KiB and is 1 MiB long. WAIT is 2, EXIT is 0; -1 is BLOCKED.
    (func $wait-for (param $waitable i32) (result i32)
      (call $waitable.join (local.get $waitable) (global.get $set))
      (i32.or (i32.const 2) (i32.shl (global.get $set) (i32.const 4))))

    (func $on-read (param $code i32)
      (global.set $at (i32.const 0x10000))
      (global.set $left (i32.shr_u (local.get $code) (i32.const 4)))
      (global.set $ended (i32.and (local.get $code) (i32.const 15))))

    ;; A reader that has gone ends the copy.
    (func $on-write (param $code i32)
      (global.set $at (i32.add (global.get $at) (i32.shr_u (local.get $code) (i32.const 4))))
      (global.set $left (i32.sub (global.get $left) (i32.shr_u (local.get $code) (i32.const 4))))
      (if (i32.and (local.get $code) (i32.const 15))
        (then (global.set $ended (i32.const 1)) (global.set $left (i32.const 0)))))

    (func $finish (result i32)
      (local $code i32)
      (call $stream.drop-readable (global.get $in))
      (call $stream.drop-writable (global.get $out))
      (local.set $code (call $future.read (global.get $out-outcome) (i32.const 16)))
      (if (result i32) (i32.eq (local.get $code) (i32.const -1))
        (then (call $wait-for (global.get $out-outcome)))
        (else (call $exit))))

    (func $exit (result i32)
      (call $future.drop-readable (global.get $in-outcome))
      (call $future.drop-readable (global.get $out-outcome))
      ;; The outcome's discriminant is the command's: ok or error.
      (call $task.return (i32.load8_u (i32.const 16)))
      (i32.const 0))

    (func $copy (result i32)
      (local $code i32)
      (loop $next
        (if (global.get $left)
          (then
            (local.set $code (call $stream.write (global.get $out) (global.get $at) (global.get $left)))
            (if (i32.eq (local.get $code) (i32.const -1)) (then (return (call $wait-for (global.get $out)))))
            (call $on-write (local.get $code)))
          (else
            (if (global.get $ended) (then (return (call $finish))))
            (local.set $code (call $stream.read (global.get $in) (i32.const 0x10000) (i32.const 0x100000)))
            (if (i32.eq (local.get $code) (i32.const -1)) (then (return (call $wait-for (global.get $in)))))
            (call $on-read (local.get $code))))
        (br $next))
      (unreachable))

    (func (export "run") (result i32)
      (local $ends i64)
      (global.set $set (call $waitable-set.new))
      (call $read-via-stream (i32.const 0))
      (global.set $in (i32.load (i32.const 0)))
      (global.set $in-outcome (i32.load (i32.const 4)))
      (local.set $ends (call $stream.new))
      (global.set $out (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (global.set $out-outcome (call $write-via-stream (i32.wrap_i64 (local.get $ends))))
      (call $copy))

    (func (export "callback") (param $event i32) (param $waitable i32) (param $code i32) (result i32)
      (call $waitable.join (local.get $waitable) (i32.const 0))
      ;; 2 STREAM_READ, 3 STREAM_WRITE, 4 FUTURE_READ
      (if (i32.eq (local.get $event) (i32.const 4)) (then (return (call $exit))))
      (if (i32.eq (local.get $event) (i32.const 2))
        (then (call $on-read (local.get $code)))
        (else (call $on-write (local.get $code))))
      (call $copy)))

  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "host" (instance
      (export "read-via-stream" (func $read-via-stream))
      (export "write-via-stream" (func $write-via-stream))
      (export "stream.new" (func $stream.new))
      (export "stream.read" (func $stream.read))
      (export "stream.write" (func $stream.write))
      (export "stream.drop-readable" (func $stream.drop-readable))
      (export "stream.drop-writable" (func $stream.drop-writable))
      (export "future.read" (func $future.read))
      (export "future.drop-readable" (func $future.drop-readable))
      (export "waitable-set.new" (func $waitable-set.new))
      (export "waitable.join" (func $waitable.join))
      (export "task.return" (func $task.return))))))

  (func $run async (result (result))
    (canon lift (core func $main "run") async (callback (func $main "callback"))))
  (instance $run-interface (export "run" (func $run)))
  (export "wasi:cli/run@0.3.0" (instance $run-interface)))
