#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What becomes of every tool's output.  Run once for each tool.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  good=$(kit_sample)
}

# into FILE COMMAND ...: with stdout there.
into() {
  local file=$1
  shift
  "$@" >"$file"
}

@test "every record holds to its schema" {
  kit_run <"$good" >got
  run "$SRC/tests/records/validate.py" got
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "the types of the records are those that --help names" {
  kit_run <"$good" >got
  for type in $(jq -r .type got | sort -u); do
    "$TOOL" --help | tr -s ' \n' ' ' | grep -qE "[Ww]rites [a-z, ]*\b$type\b"
  done
}

@test "a full disk is not success" {
  run --separate-stderr into /dev/full kit_run "$good"
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: cannot write to stdout: No space left on device" ]
}

@test "a full disk under --help is not success" {
  run --separate-stderr into /dev/full "$TOOL" --help
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: cannot write to stdout: No space left on device" ]
}

@test "a closed stdout is not success, and no file is written in its place" {
  cp "$good" input
  closed() { kit_run "$PWD/input" >&-; }
  run --separate-stderr closed
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: cannot write to stdout: Bad file descriptor" ]
  same "$good" input
}

@test "a reader that has gone is not success, and no matter for words" {
  # A pipe of which only the writing end is left.
  mkfifo pipe
  # shellcheck disable=SC2094
  exec 6<>pipe 5>pipe 6>&-
  gone() { kit_run "$good" >&5; }
  run --separate-stderr gone
  exec 5>&-
  [ "$status" -eq 141 ] || [ "$status" -eq 2 ]
  [ -z "$stderr" ]
}

@test "a rejects file that cannot be written ends the run before it begins" {
  run --separate-stderr kit_run --rejects nowhere/rejects <"$good"
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$stderr" = "$TOOL: nowhere/rejects: cannot write: No such file or directory" ]
}

@test "the input is not taken for the rejects file" {
  cp "$good" input
  run --separate-stderr kit_run --rejects "$PWD/input" "$PWD/input"
  [ "$status" -eq 2 ]
  same "$good" input
}

@test "nothing is shown of progress where stderr is no terminal" {
  kit_run "$good" 2>said >/dev/null
  run ! grep -q "$(printf '\r')" said
}

@test "a rejects file that another run writes is left to it" {
  exec 9>>rejects
  flock 9
  echo kept >rejects
  run --separate-stderr kit_run --rejects "$PWD/rejects" <"$good"
  [ "$status" -eq 75 ]
  [ -z "$output" ]
  [[ $stderr == *"/rejects: another run writes its rejects there" ]]
  [ "$(cat rejects)" = kept ]
}

@test "what is appended to half a line begins on a line of its own" {
  kit_run <"$good" >want
  printf '{"half":' >got
  kit_run <"$good" >>got
  [ "$(head -n 1 got)" = '{"half":' ]
  tail -n +2 got >rest
  same want rest
  cat want want >twice
  kit_run <"$good" >>want
  same twice want
}
