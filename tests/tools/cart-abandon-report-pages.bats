#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The pages of cart-abandon-report as they are rendered, with names in the log that would be markup.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/carts.bash"
  kit_setup
  cart_setup
}

@test "in Markdown every name is shown as it is, in tables, by GitHub's own renderer" {
  command -v cmark-gfm >/dev/null || skip "no cmark-gfm"
  run "$SRC/tests/tools/check-cart-pages.py" markdown
  echo "$output" | head -n 20
  [ "$status" -eq 0 ]
}

@test "in HTML every name is shown as it is, and nothing runs or leads elsewhere" {
  run "$SRC/tests/tools/check-cart-pages.py" html
  echo "$output" | head -n 20
  [ "$status" -eq 0 ]
}
