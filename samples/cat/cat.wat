;; Copies standard input to standard output: a command of WASI 0.3. Beside it is the same command of WASI 0.2.
;;
;;   echo hello | sluice run samples/cat/cat.wat
;;
;; The bytes never enter this program: it hands the host's own stream back to the host, and waits for what becomes of it.
(component $cat
  (import "wasi:cli/types@0.3.0" (instance $types
    (type $e (enum "io" "illegal-byte-sequence" "pipe"))
    (export "error-code" (type (eq $e)))
  ))
  (alias export $types "error-code" (type $error-code))
  (import "wasi:cli/stdin@0.3.0" (instance $stdin
    (alias outer $cat $error-code (type $e))
    (export "error-code" (type $error-code (eq $e)))
    (export "read-via-stream" (func
      (result (tuple (stream u8) (future (result (error $error-code)))))
    ))
  ))
  (import "wasi:cli/stdout@0.3.0" (instance $stdout
    (alias outer $cat $error-code (type $e))
    (export "error-code" (type $error-code (eq $e)))
    (export "write-via-stream" (func
      (param "data" (stream u8))
      (result (future (result (error $error-code))))
    ))
  ))

  (core module $Memory (memory (export "memory") 1))
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))

  (type $outcome (future (result (error $error-code))))
  (core func $read-via-stream (canon lower (func $stdin "read-via-stream") (memory $mem)))
  (core func $write-via-stream (canon lower (func $stdout "write-via-stream")))
  (core func $future.read (canon future.read $outcome async (memory $mem)))
  (core func $future.drop-readable (canon future.drop-readable $outcome))
  (core func $waitable-set.new (canon waitable-set.new))
  (core func $waitable.join (canon waitable.join))
  (core func $task.return (canon task.return (result (result))))

  (core module $Program
    (import "" "read-via-stream" (func $read-via-stream (param i32)))
    (import "" "write-via-stream" (func $write-via-stream (param i32) (result i32)))
    (import "" "future.read" (func $future.read (param i32 i32) (result i32)))
    (import "" "future.drop-readable" (func $future.drop-readable (param i32)))
    (import "" "waitable-set.new" (func $waitable-set.new (result i32)))
    (import "" "waitable.join" (func $waitable.join (param i32 i32)))
    (import "" "task.return" (func $task.return (param i32)))
    (import "" "memory" (memory 1))

    (global $written (mut i32) (i32.const 0))

    (func (export "run") (result i32)
      (local $set i32)
      ;; At 16: the stream, and the future that tells how reading went. Nobody here will ask.
      (call $read-via-stream (i32.const 16))
      (call $future.drop-readable (i32.load (i32.const 20)))
      (global.set $written (call $write-via-stream (i32.load (i32.const 16))))
      (if (i32.ne (call $future.read (global.get $written) (i32.const 0)) (i32.const -1 (; BLOCKED ;)))
        (then (return (call $finish))))
      (local.set $set (call $waitable-set.new))
      (call $waitable.join (global.get $written) (local.get $set))
      (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (local.get $set) (i32.const 4))))

    (func (export "next") (param $event i32) (param $waitable i32) (param $payload i32) (result i32)
      (call $finish))

    ;; The future's value is at 0: 0 for ok, 1 for an error. The command's own result has the same two cases.
    (func $finish (result i32)
      (call $future.drop-readable (global.get $written))
      (call $task.return (i32.load8_u (i32.const 0)))
      (i32.const 0 (; EXIT ;)))
  )

  (core instance $program (instantiate $Program (with "" (instance
    (export "read-via-stream" (func $read-via-stream))
    (export "write-via-stream" (func $write-via-stream))
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
