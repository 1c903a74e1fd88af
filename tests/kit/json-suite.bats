#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# A filter on the documents of JSONTestSuite, each as a field of a record of a type that is not the filter's own.
# Run once for each tool; for those that have --pass.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  need_data json_suite/test_parsing
  "$TOOL" --list-options | cut -f 2 | grep -qx pass || skip "$TOOL has no --pass"
}

# records KIND SPACE: a line for each document whose name begins so, with SPACE for line ends in it.
records() {
  local file
  for file in "$AFTERCARE_TEST_DATA/json_suite/test_parsing/$1"_*.json; do
    printf '{"type":"other","value":'
    tr '\n' "$2" <"$file"
    printf '}\n'
  done
}

@test "what is JSON is passed on byte for byte" {
  records y ' ' >input
  [ "$(wc -l <input)" -eq 95 ]
  kit_run --pass <input >got
  same input got
}

@test "what is not JSON is refused, each line with its place" {
  # In a text a tab is as wrong as a line end.
  records n '\t' >input
  [ "$(wc -l <input)" -eq 188 ]
  run --separate-stderr kit_run --pass --rejects "$PWD/rejects" <input
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$(jq -r .line rejects | tr '\n' ' ')" = "$(seq -s ' ' 188) " ]
  # shellcheck disable=SC2154
  [ "$(grep -cE "^$TOOL: stdin:[0-9]+: .*column [0-9]+" <<<"$stderr")" -eq 188 ]
}

@test "what parsers disagree on crashes nothing" {
  records i ' ' >input
  [ "$(wc -l <input)" -eq 35 ]
  run kit_run --pass <input
  [ "$status" -le 1 ]
}
