;; The sieve of Eratosthenes over an array of bytes: reads and writes of elements.
(module
  (type $bytes (array (mut i8)))
  (func $sieve (param $size i32) (result i32) (local $composite (ref $bytes)) (local $i i32) (local $j i32) (local $primes i32)
    (local.set $composite (array.new_default $bytes (local.get $size)))
    (local.set $i (i32.const 2))
    (loop $next
      (if (i32.eqz (array.get_u $bytes (local.get $composite) (local.get $i))) (then
        (local.set $primes (i32.add (local.get $primes) (i32.const 1)))
        (local.set $j (i32.add (local.get $i) (local.get $i)))
        (block $done (loop $mark
          (br_if $done (i32.ge_u (local.get $j) (local.get $size)))
          (array.set $bytes (local.get $composite) (local.get $j) (i32.const 1))
          (local.set $j (i32.add (local.get $j) (local.get $i)))
          (br $mark)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $size))))
    (local.get $primes))
  (func (export "run") (param $rounds i32) (result i64) (local $sum i64)
    (loop $more
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $sieve (i32.const 50000)))))
      (br_if $more (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum)))
