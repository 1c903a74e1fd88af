#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# How every tool is called: help, version, wrong options.  Run once for each tool.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
}

# The call ends with two lines on stderr, the first of which is "TOOL: $1".
wrong_call() {
  local want=$1
  shift
  run --separate-stderr "$TOOL" "$@" </dev/null
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$stderr" = "$TOOL: $want"$'\n'"Try '$TOOL --help' for more information." ]
}

@test "--help tells what the tool does, on stdout" {
  run --separate-stderr "$TOOL" --help
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "${lines[0]%%[*}" = "Usage: $TOOL " ]
  [[ $output == *$'\nCommon options:\n'* ]]
  [[ $output == *$'\nExit status: 0 '* ]]
  [[ $output == *"man $TOOL"* ]]
}

@test "--help fits into 80 columns" {
  run bash -c '"$TOOL" --help | awk "length > 80"'
  [ -z "$output" ]
}

@test "--help wins over operands and settings" {
  AFTERCARE_SHOP=/nowhere run --separate-stderr "$TOOL" /nowhere --help
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
}

@test "--help shows every option of the table" {
  local brief name arg
  "$TOOL" --help >help
  "$TOOL" --list-options | sed '1d; /^common$/d' | tr '\t' '\037' >rows
  [ -s rows ]
  while IFS=$'\037' read -r brief name arg _; do
    [ -z "$brief" ] && brief='   ' || brief="-$brief,"
    grep -qE -- "^  $brief --$name${arg:+=}${arg//|/[|]}( |\$)" help || { echo "no --$name in --help"; return 1; }
  done <rows
}

@test "--version names the tool and its version" {
  run --separate-stderr "$TOOL" --version
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "${lines[0]}" = "$TOOL (aftercare) $AFTERCARE_VERSION" ]
}

@test "an option that asks for a list gets one" {
  "$TOOL" --list-options | awk -F '\t' '$2 ~ /^list-/ && $3 == "" { print $2 }' >lists
  [ -s lists ] || skip "$TOOL has no list"
  while read -r list; do
    run --separate-stderr "$TOOL" "--$list" </dev/null
    [ "$status" -eq 0 ]
    [ -n "$output" ]
  done <lists
}

@test "an unknown option is refused in two lines" {
  wrong_call "unrecognised option '--frob'" --frob
  wrong_call "unrecognised option '--frob'" --frob=1
  wrong_call "unrecognised option '-%'" -%
}

@test "an option without its argument is refused in two lines" {
  wrong_call "option '--shop' requires an argument" --shop
  wrong_call "option '--quiet' doesn't allow an argument" --quiet=yes
  wrong_call "option '--now': expected a time such as 2026-11-21T09:00:00+01:00, got 'soon'" --now soon
}

@test "a wrong shop file is refused by file, line and key" {
  printf '{\n"nmae": "x"\n}\n' >shop.json
  run --separate-stderr "$TOOL" </dev/null
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$stderr" = "$TOOL: shop.json:2: nmae: there is no such key; did you mean name?" ]
}

@test "a shop file that is not there is refused" {
  run --separate-stderr "$TOOL" --shop nowhere.json </dev/null
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: nowhere.json: No such file or directory" ]
}
