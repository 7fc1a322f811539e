;; A command of WASI 0.3: it writes one line to standard output, through a stream, and waits without blocking a thread.
;;
;;   sluice run samples/hello/hello.wat
;;
;; `run` is an async function with a callback. Between two calls of the guest nothing of it is on a stack: it returns
;; what it waits for, and the host calls `next` when that has happened.
(component $hello
  ;; What is imported.
  (import "wasi:cli/types@0.3.0" (instance $types
    (type $e (enum "io" "illegal-byte-sequence" "pipe"))
    (export "error-code" (type (eq $e)))
  ))
  (alias export $types "error-code" (type $error-code))
  (import "wasi:cli/stdout@0.3.0" (instance $stdout
    (alias outer $hello $error-code (type $e))
    (export "error-code" (type $error-code (eq $e)))
    (export "write-via-stream" (func
      (param "data" (stream u8))
      (result (future (result (error $error-code))))
    ))
  ))

  ;; The memory is a module of its own, because the built-ins that the program imports need it first.
  (core module $Memory
    (memory (export "memory") 1)
    (data (i32.const 16) "Hello from a WASI 0.3 component.\n")
  )
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))

  ;; The built-ins of the Component Model, at the types that they are used with.
  (type $bytes (stream u8))
  (type $written (future (result (error $error-code))))
  (core func $write-via-stream (canon lower (func $stdout "write-via-stream")))
  (core func $stream.new (canon stream.new $bytes))
  (core func $stream.write (canon stream.write $bytes async (memory $mem)))
  (core func $stream.drop-writable (canon stream.drop-writable $bytes))
  (core func $future.read (canon future.read $written async (memory $mem)))
  (core func $future.drop-readable (canon future.drop-readable $written))
  (core func $waitable-set.new (canon waitable-set.new))
  (core func $waitable.join (canon waitable.join))
  (core func $task.return (canon task.return (result (result))))

  (core module $Program
    (import "" "write-via-stream" (func $write-via-stream (param i32) (result i32)))
    (import "" "stream.new" (func $stream.new (result i64)))
    (import "" "stream.write" (func $stream.write (param i32 i32 i32) (result i32)))
    (import "" "stream.drop-writable" (func $stream.drop-writable (param i32)))
    (import "" "future.read" (func $future.read (param i32 i32) (result i32)))
    (import "" "future.drop-readable" (func $future.drop-readable (param i32)))
    (import "" "waitable-set.new" (func $waitable-set.new (result i32)))
    (import "" "waitable.join" (func $waitable.join (param i32 i32)))
    (import "" "task.return" (func $task.return (param i32)))
    (import "" "memory" (memory 1))

    (global $set (mut i32) (i32.const 0))
    (global $writer (mut i32) (i32.const 0))
    (global $result (mut i32) (i32.const 0))

    ;; Makes a stream, gives its readable end to the host, and writes to the other.
    (func (export "run") (result i32)
      (local $ends i64)
      (global.set $set (call $waitable-set.new))
      (local.set $ends (call $stream.new))
      (global.set $writer (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (global.set $result (call $write-via-stream (i32.wrap_i64 (local.get $ends))))
      (if (i32.eq (call $stream.write (global.get $writer) (i32.const 16) (i32.const 33)) (i32.const -1 (; BLOCKED ;)))
        (then (return (call $wait-for (global.get $writer)))))
      (call $close))

    ;; Called when what the program waits for has happened.
    (func (export "next") (param $event i32) (param $waitable i32) (param $payload i32) (result i32)
      (if (i32.eq (local.get $event) (i32.const 3 (; STREAM_WRITE ;)))
        (then (return (call $close))))
      (call $finish))

    ;; Ends the stream, and asks what became of it.
    (func $close (result i32)
      (call $stream.drop-writable (global.get $writer))
      (if (i32.eq (call $future.read (global.get $result) (i32.const 0)) (i32.const -1 (; BLOCKED ;)))
        (then (return (call $wait-for (global.get $result)))))
      (call $finish))

    ;; The future's value is at 0: 0 for ok, 1 for an error. The command's own result has the same two cases.
    (func $finish (result i32)
      (call $future.drop-readable (global.get $result))
      (call $task.return (i32.load8_u (i32.const 0)))
      (i32.const 0 (; EXIT ;)))

    (func $wait-for (param $waitable i32) (result i32)
      (call $waitable.join (local.get $waitable) (global.get $set))
      (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (global.get $set) (i32.const 4))))
  )

  (core instance $program (instantiate $Program (with "" (instance
    (export "write-via-stream" (func $write-via-stream))
    (export "stream.new" (func $stream.new))
    (export "stream.write" (func $stream.write))
    (export "stream.drop-writable" (func $stream.drop-writable))
    (export "future.read" (func $future.read))
    (export "future.drop-readable" (func $future.drop-readable))
    (export "waitable-set.new" (func $waitable-set.new))
    (export "waitable.join" (func $waitable.join))
    (export "task.return" (func $task.return))
    (export "memory" (memory $mem))
  ))))

  (func $run async (result (result))
    (canon lift (core func $program "run") async (callback (func $program "next"))))
  (instance (export "wasi:cli/run@0.3.0") (export "run" (func $run)))
)
