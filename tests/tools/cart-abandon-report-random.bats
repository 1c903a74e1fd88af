#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# cart-abandon-report against a plain reading of its rules, on random logs.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/carts.bash"
  kit_setup
  cart_setup
}

@test "small random logs are counted as a plain reading of the page counts them, in whatever way" {
  run "$SRC/tests/tools/check-cart-report.py" 1 25
  echo "$output" | cut -c 1-1000
  [ "$status" -eq 0 ]
}

@test "every cart of random logs is as its schema wants it, and cart-remind takes it" {
  run "$SRC/tests/tools/check-cart-list.py" 1 12
  echo "$output" | cut -c 1-1000
  [ "$status" -eq 0 ]
}
