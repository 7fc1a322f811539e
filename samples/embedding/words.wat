;; A component of the world in wit/words.wit: functions that are async in both directions, and a stream through the guest.
;;
;; Both exports have a callback. Calls may overlap, so what a call must remember is in a block of its own, whose address is
;; the task's context:  +0 waitable set  +4 what the call reads  +8 where it writes  +16 a buffer of 1024 bytes
(component $words
  (import "translate" (func $translate async (param "word" string) (result string)))

  (core module $Memory
    (memory (export "memory") 2)
    (data (i32.const 16) "Hello")
    (global $top (mut i32) (i32.const 1024))
    ;; Blocks of calls are never freed: the sample makes few of them.
    (func $realloc (export "realloc") (param i32 i32) (param $align i32) (param $size i32) (result i32)
      (local $address i32)
      (local.set $address (i32.and (i32.add (global.get $top) (i32.const 15)) (i32.const -16)))
      (global.set $top (i32.add (local.get $address) (local.get $size)))
      (if (i32.gt_u (global.get $top) (i32.shl (memory.size) (i32.const 16)))
        (then (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1)) (then (unreachable)))))
      (local.get $address))
  )
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))

  (type $bytes (stream u8))
  (core func $translate (canon lower (func $translate) async (memory $mem) (realloc $realloc)))
  (core func $subtask.drop (canon subtask.drop))
  (core func $stream.new (canon stream.new $bytes))
  (core func $stream.read (canon stream.read $bytes async (memory $mem)))
  (core func $stream.write (canon stream.write $bytes async (memory $mem)))
  (core func $stream.drop-readable (canon stream.drop-readable $bytes))
  (core func $stream.drop-writable (canon stream.drop-writable $bytes))
  (core func $waitable-set.new (canon waitable-set.new))
  (core func $waitable-set.drop (canon waitable-set.drop))
  (core func $waitable.join (canon waitable.join))
  (core func $context.get (canon context.get i32 0))
  (core func $context.set (canon context.set i32 0))
  (core func $return-string (canon task.return (result string) (memory $mem)))
  (core func $return-stream (canon task.return (result $bytes)))

  (core module $Program
    (import "" "memory" (memory 2))
    (import "" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
    (import "" "translate" (func $translate (param i32 i32 i32) (result i32)))
    (import "" "subtask.drop" (func $subtask.drop (param i32)))
    (import "" "stream.new" (func $stream.new (result i64)))
    (import "" "stream.read" (func $stream.read (param i32 i32 i32) (result i32)))
    (import "" "stream.write" (func $stream.write (param i32 i32 i32) (result i32)))
    (import "" "stream.drop-readable" (func $stream.drop-readable (param i32)))
    (import "" "stream.drop-writable" (func $stream.drop-writable (param i32)))
    (import "" "waitable-set.new" (func $waitable-set.new (result i32)))
    (import "" "waitable-set.drop" (func $waitable-set.drop (param i32)))
    (import "" "waitable.join" (func $waitable.join (param i32 i32)))
    (import "" "context.get" (func $context.get (result i32)))
    (import "" "context.set" (func $context.set (param i32)))
    (import "" "return-string" (func $return-string (param i32 i32)))
    (import "" "return-stream" (func $return-stream (param i32)))

    (func $begin (result i32)
      (local $call i32)
      (local.set $call (call $realloc (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 1040)))
      (i32.store (local.get $call) (call $waitable-set.new))
      (call $context.set (local.get $call))
      (local.get $call))

    (func $wait (param $call i32) (result i32)
      (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (i32.load (local.get $call)) (i32.const 4))))

    (func $exit (param $call i32) (result i32)
      (call $waitable-set.drop (i32.load (local.get $call)))
      (i32.const 0 (; EXIT ;)))

    ;; greet: asks the host for "Hello", and puts the name behind what it says.

    (func (export "greet") (param $name i32) (param $length i32) (result i32)
      (local $call i32) (local $status i32)
      (local.set $call (call $begin))
      (i32.store offset=4 (local.get $call) (local.get $name))
      (i32.store offset=8 (local.get $call) (local.get $length))
      ;; The low four bits are the subtask's state, the others its handle.
      (local.set $status (call $translate (i32.const 16) (i32.const 5) (i32.add (local.get $call) (i32.const 16))))
      (if (i32.eq (local.get $status) (i32.const 2 (; RETURNED ;)))
        (then (return (call $answer (local.get $call)))))
      (call $waitable.join (i32.shr_u (local.get $status) (i32.const 4)) (i32.load (local.get $call)))
      (call $wait (local.get $call)))

    (func (export "greet-next") (param $event i32) (param $subtask i32) (param $state i32) (result i32)
      (if (i32.ne (local.get $state) (i32.const 2 (; RETURNED ;)))
        (then (return (call $wait (call $context.get)))))
      (call $subtask.drop (local.get $subtask))
      (call $answer (call $context.get)))

    ;; "<translation>, <name>!"
    (func $answer (param $call i32) (result i32)
      (local $text i32) (local $end i32)
      (local.set $text (call $realloc (i32.const 0) (i32.const 0) (i32.const 1)
        (i32.add (i32.const 3) (i32.add (i32.load offset=20 (local.get $call)) (i32.load offset=8 (local.get $call))))))
      (memory.copy (local.get $text) (i32.load offset=16 (local.get $call)) (i32.load offset=20 (local.get $call)))
      (local.set $end (i32.add (local.get $text) (i32.load offset=20 (local.get $call))))
      (i32.store16 (local.get $end) (i32.const 0x202c (; ", " ;)))
      (local.set $end (i32.add (local.get $end) (i32.const 2)))
      (memory.copy (local.get $end) (i32.load offset=4 (local.get $call)) (i32.load offset=8 (local.get $call)))
      (local.set $end (i32.add (local.get $end) (i32.load offset=8 (local.get $call))))
      (i32.store8 (local.get $end) (i32.const 0x21 (; "!" ;)))
      (call $return-string (local.get $text) (i32.sub (i32.add (local.get $end) (i32.const 1)) (local.get $text)))
      (call $exit (local.get $call)))

    ;; shout: returns a stream at once, and goes on reading and writing after that.

    (func (export "shout") (param $text i32) (result i32)
      (local $call i32) (local $ends i64)
      (local.set $call (call $begin))
      (local.set $ends (call $stream.new))
      (i32.store offset=4 (local.get $call) (local.get $text))
      (i32.store offset=8 (local.get $call) (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (call $return-stream (i32.wrap_i64 (local.get $ends)))
      (call $waitable.join (i32.load offset=4 (local.get $call)) (i32.load (local.get $call)))
      (call $waitable.join (i32.load offset=8 (local.get $call)) (i32.load (local.get $call)))
      (call $pump (local.get $call) (i32.const 0) (i32.const 0)))

    (func (export "shout-next") (param $event i32) (param $end i32) (param $copied i32) (result i32)
      (call $pump (call $context.get) (local.get $event) (local.get $copied)))

    ;; Reads and writes until one of them has to wait. $copied is the number of bytes, and 1 in its low bits if the other end has gone.
    (func $pump (param $call i32) (param $event i32) (param $copied i32) (result i32)
      (local $buffer i32)
      (local.set $buffer (i32.add (local.get $call) (i32.const 16)))
      (loop $more
        (if (i32.eq (local.get $event) (i32.const 2 (; STREAM_READ ;)))
          (then
            (if (i32.eqz (i32.shr_u (local.get $copied) (i32.const 4))) (then (return (call $end (local.get $call)))))
            (call $capitalize (local.get $buffer) (i32.shr_u (local.get $copied) (i32.const 4)))
            (local.set $copied (call $stream.write (i32.load offset=8 (local.get $call)) (local.get $buffer) (i32.shr_u (local.get $copied) (i32.const 4))))
            (local.set $event (i32.const 3 (; STREAM_WRITE ;))))
          (else
            (if (i32.and (local.get $copied) (i32.const 15)) (then (return (call $end (local.get $call)))))
            (local.set $copied (call $stream.read (i32.load offset=4 (local.get $call)) (local.get $buffer) (i32.const 1024)))
            (local.set $event (i32.const 2 (; STREAM_READ ;)))))
        (br_if $more (i32.ne (local.get $copied) (i32.const -1 (; BLOCKED ;)))))
      (call $wait (local.get $call)))

    (func $end (param $call i32) (result i32)
      (call $stream.drop-readable (i32.load offset=4 (local.get $call)))
      (call $stream.drop-writable (i32.load offset=8 (local.get $call)))
      (call $exit (local.get $call)))

    (func $capitalize (param $at i32) (param $count i32)
      (local $end i32) (local $letter i32)
      (local.set $end (i32.add (local.get $at) (local.get $count)))
      (loop $next
        (local.set $letter (i32.load8_u (local.get $at)))
        (if (i32.lt_u (i32.sub (local.get $letter) (i32.const 0x61 (; "a" ;))) (i32.const 26))
          (then (i32.store8 (local.get $at) (i32.sub (local.get $letter) (i32.const 0x20)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))
  )

  (core instance $program (instantiate $Program (with "" (instance
    (export "memory" (memory $mem))
    (export "realloc" (func $realloc))
    (export "translate" (func $translate))
    (export "subtask.drop" (func $subtask.drop))
    (export "stream.new" (func $stream.new))
    (export "stream.read" (func $stream.read))
    (export "stream.write" (func $stream.write))
    (export "stream.drop-readable" (func $stream.drop-readable))
    (export "stream.drop-writable" (func $stream.drop-writable))
    (export "waitable-set.new" (func $waitable-set.new))
    (export "waitable-set.drop" (func $waitable-set.drop))
    (export "waitable.join" (func $waitable.join))
    (export "context.get" (func $context.get))
    (export "context.set" (func $context.set))
    (export "return-string" (func $return-string))
    (export "return-stream" (func $return-stream))
  ))))

  (func (export "greet") async (param "name" string) (result string)
    (canon lift (core func $program "greet") async (memory $mem) (realloc $realloc) (callback (func $program "greet-next"))))
  (func (export "shout") async (param "text" (stream u8)) (result (stream u8))
    (canon lift (core func $program "shout") async (memory $mem) (callback (func $program "shout-next"))))
)
