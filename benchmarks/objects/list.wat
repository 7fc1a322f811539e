;; Walks a list and changes its cells: reads and writes of fields.
(module
  (type $cell (struct (field $value (mut i32)) (field $next (ref null $cell))))
  (global $list (mut (ref null $cell)) (ref.null $cell))
  (func $fill (local $i i32)
    (loop $more
      (global.set $list (struct.new $cell (local.get $i) (global.get $list)))
      (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000)))))
  (func (export "run") (param $rounds i32) (result i64) (local $at (ref null $cell)) (local $sum i32)
    (call $fill)
    (loop $again
      (local.set $at (global.get $list))
      (loop $more
        (local.set $sum (i32.add (local.get $sum) (struct.get $cell $value (local.get $at))))
        (struct.set $cell $value (local.get $at) (i32.xor (local.get $sum) (local.get $rounds)))
        (br_if $more (i32.eqz (ref.is_null (local.tee $at (struct.get $cell $next (local.get $at)))))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (global.set $list (ref.null $cell))
    (i64.extend_i32_u (local.get $sum))))
