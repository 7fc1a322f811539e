;; Copies a file to standard output: a command of WASI 0.3 that is given a directory.
;;
;;   sluice run --dir samples::/ samples/show/show.wat README.md
;;
;; Its argument is a path in the first directory that it has. Opening the file may take time; the program does not hold a thread for it.
;; The file's bytes never enter this program: they go from one stream of the host's to another.
(component $show
  ;; What is imported.
  (import "wasi:cli/environment@0.3.0" (instance $environment
    (export "get-arguments" (func (result (list string))))
  ))
  (import "wasi:cli/types@0.3.0" (instance $cli-types
    (type $e (enum "io" "illegal-byte-sequence" "pipe"))
    (export "error-code" (type (eq $e)))
  ))
  (alias export $cli-types "error-code" (type $output-error))
  (import "wasi:cli/stdout@0.3.0" (instance $stdout
    (alias outer $show $output-error (type $e))
    (export "error-code" (type $error-code (eq $e)))
    (export "write-via-stream" (func
      (param "data" (stream u8))
      (result (future (result (error $error-code))))
    ))
  ))
  (import "wasi:filesystem/types@0.3.0" (instance $files
    (export "descriptor" (type $descriptor (sub resource)))
    (type $e (variant
      (case "access") (case "already") (case "bad-descriptor") (case "busy") (case "deadlock") (case "quota") (case "exist")
      (case "file-too-large") (case "illegal-byte-sequence") (case "in-progress") (case "interrupted") (case "invalid") (case "io")
      (case "is-directory") (case "loop") (case "too-many-links") (case "message-size") (case "name-too-long") (case "no-device")
      (case "no-entry") (case "no-lock") (case "insufficient-memory") (case "insufficient-space") (case "not-directory")
      (case "not-empty") (case "not-recoverable") (case "unsupported") (case "no-tty") (case "no-such-device") (case "overflow")
      (case "not-permitted") (case "pipe") (case "read-only") (case "invalid-seek") (case "text-file-busy") (case "cross-device")
      (case "other" (option string))))
    (export "error-code" (type $error-code (eq $e)))
    (type $p (flags "symlink-follow"))
    (export "path-flags" (type $path-flags (eq $p)))
    (type $o (flags "create" "directory" "exclusive" "truncate"))
    (export "open-flags" (type $open-flags (eq $o)))
    (type $d (flags "read" "write" "file-integrity-sync" "data-integrity-sync" "requested-write-sync" "mutate-directory"))
    (export "descriptor-flags" (type $descriptor-flags (eq $d)))
    (export "[method]descriptor.open-at" (func async
      (param "self" (borrow $descriptor))
      (param "path-flags" $path-flags)
      (param "path" string)
      (param "open-flags" $open-flags)
      (param "flags" $descriptor-flags)
      (result (result (own $descriptor) (error $error-code)))
    ))
    (export "[method]descriptor.read-via-stream" (func
      (param "self" (borrow $descriptor))
      (param "offset" u64)
      (result (tuple (stream u8) (future (result (error $error-code)))))
    ))
  ))
  (alias export $files "descriptor" (type $descriptor))
  (alias export $files "error-code" (type $file-error))
  (import "wasi:filesystem/preopens@0.3.0" (instance $preopens
    (alias outer $show $descriptor (type $d))
    (export "descriptor" (type $descriptor (eq $d)))
    (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))
  ))

  ;; The host puts lists and strings where realloc says. Nothing is given back: the program is short.
  (core module $Memory
    (memory (export "memory") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get $size)))
      (block $fits
        (br_if $fits (i32.le_u (global.get $next) (i32.mul (memory.size) (i32.const 65536))))
        (br_if $fits (i32.ne (i32.const -1) (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1)))))
        (unreachable))
      (local.get $at))
  )
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))

  (type $read (future (result (error $file-error))))
  (type $written (future (result (error $output-error))))
  (core func $get-arguments (canon lower (func $environment "get-arguments") (memory $mem) (realloc $realloc)))
  (core func $get-directories (canon lower (func $preopens "get-directories") (memory $mem) (realloc $realloc)))
  (core func $open-at (canon lower (func $files "[method]descriptor.open-at") async (memory $mem) (realloc $realloc)))
  (core func $read-via-stream (canon lower (func $files "[method]descriptor.read-via-stream") (memory $mem)))
  (core func $write-via-stream (canon lower (func $stdout "write-via-stream")))
  (core func $drop-read (canon future.drop-readable $read))
  (core func $read-written (canon future.read $written async (memory $mem)))
  (core func $drop-written (canon future.drop-readable $written))
  (core func $waitable-set.new (canon waitable-set.new))
  (core func $waitable.join (canon waitable.join))
  (core func $subtask.drop (canon subtask.drop))
  (core func $task.return (canon task.return (result (result))))

  (core module $Program
    (import "" "get-arguments" (func $get-arguments (param i32)))
    (import "" "get-directories" (func $get-directories (param i32)))
    (import "" "open-at" (func $open-at (param i32 i32) (result i32)))
    (import "" "read-via-stream" (func $read-via-stream (param i32 i64 i32)))
    (import "" "write-via-stream" (func $write-via-stream (param i32) (result i32)))
    (import "" "drop-read" (func $drop-read (param i32)))
    (import "" "read-written" (func $read-written (param i32 i32) (result i32)))
    (import "" "drop-written" (func $drop-written (param i32)))
    (import "" "waitable-set.new" (func $waitable-set.new (result i32)))
    (import "" "waitable.join" (func $waitable.join (param i32 i32)))
    (import "" "subtask.drop" (func $subtask.drop (param i32)))
    (import "" "task.return" (func $task.return (param i32)))
    (import "" "memory" (memory 1))

    (global $set (mut i32) (i32.const 0))
    (global $written (mut i32) (i32.const 0))

    (func (export "run") (result i32)
      (local $status i32)
      (global.set $set (call $waitable-set.new))
      (call $get-arguments (i32.const 16))
      (call $get-directories (i32.const 24))
      ;; The first argument is the program's own name.
      (if (i32.or (i32.lt_u (i32.load (i32.const 20)) (i32.const 2)) (i32.eqz (i32.load (i32.const 28))))
        (then (return (call $exit (i32.const 1)))))
      ;; The operands of open-at, as a record at 32: the directory, "symlink-follow", the path, no flags, "read".
      (i32.store (i32.const 32) (i32.load (i32.load (i32.const 24))))
      (i32.store8 (i32.const 36) (i32.const 1))
      (i64.store (i32.const 40) (i64.load offset=8 align=4 (i32.load (i32.const 16))))
      (i32.store8 (i32.const 48) (i32.const 0))
      (i32.store8 (i32.const 49) (i32.const 1))
      (local.set $status (call $open-at (i32.const 32) (i32.const 64)))
      (if (i32.eq (local.get $status) (i32.const 2 (; RETURNED ;))) (then (return (call $opened))))
      (call $wait (i32.shr_u (local.get $status) (i32.const 4))))

    (func (export "next") (param $event i32) (param $waitable i32) (param $payload i32) (result i32)
      (if (i32.ne (local.get $event) (i32.const 1 (; SUBTASK ;))) (then (return (call $finish))))
      (if (i32.ne (local.get $payload) (i32.const 2 (; RETURNED ;))) (then (return (call $wait (local.get $waitable)))))
      (call $subtask.drop (local.get $waitable))
      (call $opened))

    ;; The result is at 64: 0 for ok, and then the file's handle.
    (func $opened (result i32)
      (if (i32.load8_u (i32.const 64)) (then (return (call $exit (i32.const 1)))))
      ;; At 80: the stream, and the future that tells how reading went. Nobody here will ask.
      (call $read-via-stream (i32.load (i32.const 68)) (i64.const 0) (i32.const 80))
      (call $drop-read (i32.load (i32.const 84)))
      (global.set $written (call $write-via-stream (i32.load (i32.const 80))))
      (if (i32.ne (call $read-written (global.get $written) (i32.const 0)) (i32.const -1 (; BLOCKED ;)))
        (then (return (call $finish))))
      (call $wait (global.get $written)))

    ;; The future's value is at 0: 0 for ok, 1 for an error. The command's own result has the same two cases.
    (func $finish (result i32)
      (call $drop-written (global.get $written))
      (call $exit (i32.load8_u (i32.const 0))))

    (func $wait (param $waitable i32) (result i32)
      (call $waitable.join (local.get $waitable) (global.get $set))
      (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (global.get $set) (i32.const 4))))

    (func $exit (param $result i32) (result i32)
      (call $task.return (local.get $result))
      (i32.const 0 (; EXIT ;)))
  )

  (core instance $program (instantiate $Program (with "" (instance
    (export "get-arguments" (func $get-arguments))
    (export "get-directories" (func $get-directories))
    (export "open-at" (func $open-at))
    (export "read-via-stream" (func $read-via-stream))
    (export "write-via-stream" (func $write-via-stream))
    (export "drop-read" (func $drop-read))
    (export "read-written" (func $read-written))
    (export "drop-written" (func $drop-written))
    (export "waitable-set.new" (func $waitable-set.new))
    (export "waitable.join" (func $waitable.join))
    (export "subtask.drop" (func $subtask.drop))
    (export "task.return" (func $task.return))
    (export "memory" (memory $mem))
  ))))

  (func $run async (result (result))
    (canon lift (core func $program "run") async (callback (func $program "next"))))
  (instance (export "wasi:cli/run@0.3.0") (export "run" (func $run)))
)
