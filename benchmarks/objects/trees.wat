;; Builds and walks binary trees: allocation, small objects, recursion.
(module
  (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))
  (func $make (param $depth i32) (result (ref $tree))
    (if (result (ref $tree)) (i32.eqz (local.get $depth))
      (then (struct.new_default $tree))
      (else (struct.new $tree
        (call $make (i32.sub (local.get $depth) (i32.const 1)))
        (call $make (i32.sub (local.get $depth) (i32.const 1)))))))
  (func $count (param $tree (ref $tree)) (result i32)
    (if (ref.is_null (struct.get $tree $left (local.get $tree))) (then (return (i32.const 1))))
    (i32.add (i32.const 1) (i32.add
      (call $count (ref.as_non_null (struct.get $tree $left (local.get $tree))))
      (call $count (ref.as_non_null (struct.get $tree $right (local.get $tree)))))))
  (func (export "run") (param $rounds i32) (result i64) (local $sum i64)
    (loop $more
      (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $count (call $make (i32.const 12))))))
      (br_if $more (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (local.get $sum)))
