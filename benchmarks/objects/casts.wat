;; Asks what the objects of an array are: casts of which some succeed.
(module
  (type $base (sub (struct (field $value (mut i32)))))
  (type $middle (sub $base (struct (field $value (mut i32)) (field i64))))
  (type $leaf (sub final $middle (struct (field $value (mut i32)) (field i64) (field i32))))
  (type $all (array (mut eqref)))
  (func $make (result (ref $all)) (local $all (ref $all)) (local $i i32)
    (local.set $all (array.new_default $all (i32.const 1024)))
    (loop $more
      (array.set $all (local.get $all) (local.get $i) (struct.new $base (i32.const 1)))
      (array.set $all (local.get $all) (i32.add (local.get $i) (i32.const 1)) (struct.new $leaf (i32.const 2) (i64.const 0) (i32.const 0)))
      (array.set $all (local.get $all) (i32.add (local.get $i) (i32.const 2)) (ref.i31 (local.get $i)))
      (array.set $all (local.get $all) (i32.add (local.get $i) (i32.const 3)) (struct.new $middle (i32.const 3) (i64.const 0)))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 1024))))
    (local.get $all))
  (func (export "run") (param $rounds i32) (result i64) (local $all (ref $all)) (local $i i32) (local $sum i32) (local $at eqref)
    (local.set $all (call $make))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $more
        (local.set $at (array.get $all (local.get $all) (local.get $i)))
        (if (ref.test (ref $base) (local.get $at)) (then
          (local.set $sum (i32.add (local.get $sum) (struct.get $base $value (ref.cast (ref $base) (local.get $at)))))
          (local.set $sum (i32.add (local.get $sum) (ref.test (ref $middle) (local.get $at))))))
        (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1024))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (i64.extend_i32_u (local.get $sum))))
