#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What every tool takes as input, and what a bad line costs.  Run once for each tool.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  good=$(kit_sample)
  # What the sample gives, to hold the rest against.
  kit_run <"$good" >want
}

# takes FILE: gives the same as the sample does.
takes() {
  run --separate-stderr kit_run <"$1"
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  kit_run <"$1" >got
  same want got
}

# between LINE: the sample with LINE before its last line; of a mailbox, as a mail before its last mail.
between() {
  sed "$(last),\$d" "$good"
  [[ $good != *.mbox ]] || printf 'From kit Sat Nov 21 09:00:00 2026\n'
  printf '%s\n' "$1"
  [[ $good != *.mbox ]] || printf '\n'
  sed -n "$(last),\$p" "$good"
}

# The line where the last record of the sample begins.
last() {
  case $good in
    *.mbox) sed -n '/^From /=' "$good" | tail -n 1 ;;
    *) wc -l <"$good" ;;
  esac
}

# The line where what `between` adds is.
added() {
  case $good in
    *.mbox) echo $(($(last) + 1)) ;;
    *) last ;;
  esac
}

mebibyte() {
  head -c 1048576 /dev/zero | tr '\0' x
}

@test "the sample is handled whole, and gives something" {
  run --separate-stderr kit_run <"$good"
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  [ "$(wc -l <want)" -ge 2 ]
}

@test "the same input gives the same bytes" {
  takes "$good"
}

@test "a file as operand is as good as stdin" {
  run --separate-stderr kit_run "$good"
  [ "$status" -eq 0 ]
  [ "${#lines[@]}" -eq "$(wc -l <want)" ]
  kit_run - <"$good" >got
  same want got
}

@test "no input gives no output" {
  run --separate-stderr kit_run </dev/null
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ -z "$stderr" ]
}

@test "the last newline may be missing" {
  head -c -1 "$good" >input
  [ "$(wc -l <input)" -lt "$(wc -l <"$good")" ]
  takes input
}

@test "lines may end in CRLF" {
  sed 's/$/\r/' "$good" >input
  takes input
}

@test "a byte order mark is skipped" {
  { printf '\357\273\277' && cat "$good"; } >input
  takes input
}

@test "files with byte order marks may be put together" {
  [ "$(head -c 8 "$good")" = '{"type":' ] || skip "no records are read"
  sed 's/^/\xef\xbb\xbf/' "$good" >input
  takes input
}

@test "blank lines at the end are skipped" {
  { cat "$good" && printf '\n\n'; } >input
  takes input
}

@test "a bad line costs itself only" {
  between '{"type":' >input
  run --separate-stderr kit_run --rejects "$PWD/rejects" <input
  [ "$status" -eq 1 ]
  [[ $stderr == "$TOOL: stdin:$(added): "* ]]
  [ "$(wc -l <<<"$stderr")" -eq 1 ]
  [ "${#lines[@]}" -eq "$(wc -l <want)" ]
  [ "$(jq -r '[.type, .tool, .source, .line, (.raw | rtrimstr("\n"))] | @tsv' rejects)" = \
    "$(jq -nr --arg tool "$TOOL" --argjson line "$(added)" '["reject", $tool, "stdin", $line, "{\"type\":"] | @tsv')" ]
}

@test "a line that is not UTF-8 costs itself only, and is kept as base64" {
  between $'\377\376"' >input
  run --separate-stderr kit_run --rejects "$PWD/rejects" <input
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq "$(wc -l <want)" ]
  [[ $(jq -r .raw_base64 rejects) == "//4i"* ]]
}

@test "a reject holds to its schema" {
  between '{"type":' >input
  run kit_run --rejects "$PWD/rejects" <input
  "$SRC/tests/records/validate.py" rejects
}

@test "a line of 1 MiB is taken" {
  # Its padding is in a field that no tool knows.
  case $good in
    *.csv)
      sed '1s/$/,Kit padding/; q' "$good"
      sed -n '2s/$/,/p' "$good" | head -c -1
      mebibyte
      printf '\n'
      sed '1,2d; s/$/,/' "$good"
      ;;
    *.mbox)
      sed -n '1p' "$good"
      printf 'X-Kit-Padding: '
      mebibyte
      printf '\n'
      sed '1d' "$good"
      ;;
    *)
      printf '{"kit_padding":"'
      mebibyte
      printf '",'
      tail -c +2 "$good"
      ;;
  esac >input
  [ "$(wc -L <input)" -gt 1048576 ]
  takes input
}

@test "a folder as operand is refused, and the other operands are read" {
  run --separate-stderr kit_run "$PWD" "$good"
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: $PWD: Is a directory" ]
  [ "${#lines[@]}" -eq "$(wc -l <want)" ]
}

@test "a file that is not there is refused, and the other operands are read" {
  run --separate-stderr kit_run nowhere "$good"
  [ "$status" -eq 2 ]
  [ "$stderr" = "$TOOL: nowhere: No such file or directory" ]
  [ "${#lines[@]}" -eq "$(wc -l <want)" ]
}

@test "stdin that is closed is refused" {
  # shellcheck disable=SC2016
  run --separate-stderr bash -c 'exec "$TOOL" --quiet <&-'
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$stderr" = "$TOOL: stdin: cannot read: Bad file descriptor" ]
}

@test "a record is passed on before the next one is waited for" {
  mkfifo in out
  # Without bats' own descriptor, for whose end bats would wait.
  kit_run <in >out 3>&- &
  exec 5>in 6<out
  cat "$good" >&5
  # Whose answer depends on all of the input gives it at the end.
  if grep -qx "$TOOL" "$SRC/tests/kit/waits"; then exec 5>&-; fi
  read -r -t 20 first <&6 || first='nothing in 20 seconds'
  exec 5>&- 6<&-
  [ "$first" = "$(head -n 1 want)" ]
}

@test "a file whose name is not UTF-8 gives records that are" {
  cp "$good" $'sample-\xe9'
  run --separate-stderr kit_run "$PWD/"$'sample-\xe9'
  [ "$status" -eq 0 ]
  printf '%s\n' "$output" | iconv -f UTF-8 -t UTF-8 >/dev/null
}
