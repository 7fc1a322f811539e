;; Copies standard input to standard output: a command of WASI 0.2. Beside it is the same command of WASI 0.3.
;;
;;   echo hello | sluice run samples/cat/cat-0.2.wat
;;
;; Every byte is copied into this program's memory and out of it again, and the program stands still in each call.
(component $cat
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (export "input-stream" (type $input-stream (sub resource)))
    (export "output-stream" (type $output-stream (sub resource)))
    (alias outer $cat $error (type $outer-error))
    (export "error" (type $error (eq $outer-error)))
    (type $e (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $e)))
    (export "[method]input-stream.blocking-read" (func
      (param "self" (borrow $input-stream)) (param "len" u64)
      (result (result (list u8) (error $stream-error)))
    ))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $output-stream)) (param "contents" (list u8))
      (result (result (error $stream-error)))
    ))
  ))
  (alias export $streams "input-stream" (type $input-stream))
  (alias export $streams "output-stream" (type $output-stream))
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer $cat $input-stream (type $outer-input-stream))
    (export "input-stream" (type $input-stream (eq $outer-input-stream)))
    (export "get-stdin" (func (result (own $input-stream))))
  ))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer $cat $output-stream (type $outer-output-stream))
    (export "output-stream" (type $output-stream (eq $outer-output-stream)))
    (export "get-stdout" (func (result (own $output-stream))))
  ))

  (core module $Memory
    (memory (export "memory") 1)
    ;; There is one list at a time, and it has at most 4096 bytes.
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  )
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))

  (core func $get-stdin (canon lower (func $stdin "get-stdin")))
  (core func $get-stdout (canon lower (func $stdout "get-stdout")))
  (core func $read (canon lower (func $streams "[method]input-stream.blocking-read") (memory $mem) (realloc $realloc)))
  (core func $write (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory $mem)))

  (core module $Program
    (import "" "get-stdin" (func $get-stdin (result i32)))
    (import "" "get-stdout" (func $get-stdout (result i32)))
    (import "" "read" (func $read (param i32 i64 i32)))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    (import "" "memory" (memory 1))

    ;; Returns 0 for ok, 1 for an error.
    (func (export "run") (result i32)
      (local $input i32) (local $output i32)
      (local.set $input (call $get-stdin))
      (local.set $output (call $get-stdout))
      (loop $more
        ;; At 16: 0 and the list's address and length, or 1 and the error, which is 1 at the end.
        (call $read (local.get $input) (i64.const 4096) (i32.const 16))
        (if (i32.load8_u (i32.const 16))
          (then (return (i32.ne (i32.load8_u (i32.const 20)) (i32.const 1)))))
        (call $write (local.get $output) (i32.load (i32.const 20)) (i32.load (i32.const 24)) (i32.const 32))
        (br_if $more (i32.eqz (i32.load8_u (i32.const 32)))))
      (i32.const 1))
  )

  (core instance $program (instantiate $Program (with "" (instance
    (export "get-stdin" (func $get-stdin))
    (export "get-stdout" (func $get-stdout))
    (export "read" (func $read))
    (export "write" (func $write))
    (export "memory" (memory $mem))
  ))))

  (func $run (result (result)) (canon lift (core func $program "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run)))
)
