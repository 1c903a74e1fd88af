#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The front door: what a newcomer reads and runs first.  BUILD is the build folder, TOOLS the list of tools, both from Meson.

bats_require_minimum_version 1.5.0

setup() {
  top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
  cd "$BATS_TEST_TMPDIR" || return
  fake=$BATS_TEST_TMPDIR/fake
  mkdir "$fake"
}

# fake NAME: a program NAME in $fake, its text on stdin.
fake() {
  { echo '#!/bin/bash'; cat; } >"$fake/$1"
  chmod +x "$fake/$1"
}

# A machine on which only gcc is installed, and apt-get and sudo say what they were asked.
bare_machine() {
  fake dpkg-query <<<'[ "${!#}" = gcc ] && echo installed'
  fake apt-get <<<"echo \"apt-get \$DEBIAN_FRONTEND \$*\" >>$fake/asked"
  fake id <<<"echo ${1:-0}"
  ln -s "$(command -v true)" "$fake/true"
  : >"$fake/asked"
}

prepare() {
  PATH=$fake:$PATH run -"${1:-0}" --separate-stderr bash -c "program=test; . '$top/tests/prepare.sh'; install_packages build"
}

count() {
  jq -rnf "$top/tests/count.jq"
}

# tap RESULT TEXT: what Meson logs of a test.
tap() {
  jq -cn --arg result "$1" --arg stdout "$2" '{name: "x", $result, $stdout}'
}

@test "the count is over TAP lines" {
  run -0 count < <(tap OK $'ok 1 - a\nok 2 - b\n1..2'; tap FAIL $'ok 1 - a\nnot ok 2 - b\nok 3 - c\n1..3')
  [ "$output" = "4 1 0" ]
}

@test "the count knows skipped and expected" {
  run -0 count < <(tap OK $'ok 1 - a # SKIP no data\nok 2 b # skip\nok 3 - c\nnot ok 4 - d # TODO later\n1..4'; tap SKIP '1..0 # SKIP none')
  [ "$output" = "1 0 3" ]
}

@test "a program that ends badly counts as failed, though all its lines were ok" {
  for result in FAIL ERROR TIMEOUT INTERRUPT UNEXPECTEDPASS; do
    run -0 count < <(tap "$result" $'ok 1 - a')
    [ "$output" = "1 1 0" ]
  done
}

@test "a test without TAP counts as one" {
  run -0 count < <(tap OK ''; tap OK 'fine'; tap FAIL 'bad'; tap TIMEOUT '')
  [ "$output" = "2 2 0" ]
}

@test "an indented line is a subtest's, and not counted twice" {
  run -0 count < <(tap OK $'    ok 1 - inner\nok 1 - outer')
  [ "$output" = "1 0 0" ]
}

@test "the file of packages has lines of a group and names, and Debian's form of names" {
  run -1 grep -vnE '^$|^#|^(build|run|test|unpack|check):( [a-z0-9][a-z0-9+.-]+)+$' "$top/packages"
  [ "$output" = "" ]
}

@test "only what is missing is installed, with nothing asked" {
  bare_machine
  prepare
  run cat "$fake/asked"
  [ "${#lines[@]}" = 2 ]
  [[ ${lines[0]} = "apt-get noninteractive "*" update" ]]
  [[ ${lines[1]} = "apt-get noninteractive "*" install "*" meson"* ]]
  [[ ${lines[1]} != *" gcc"* ]]
}

@test "apt is left alone where nothing is missing" {
  bare_machine
  fake dpkg-query <<<'echo installed'
  prepare
  [ ! -s "$fake/asked" ]
  [ "$stderr" = "" ]
}

@test "not root: through sudo" {
  bare_machine 1000
  fake sudo <<<"echo sudo >>$fake/asked; exec \"\$@\""
  prepare
  run grep -c '^sudo$' "$fake/asked"
  [ "$output" = 2 ]
}

@test "neither root nor sudo: says what to run, with status 2" {
  bare_machine 1000
  for program in bash sed tr sort mktemp; do
    ln -s "$(command -v $program)" "$fake/$program"
  done
  PATH=$fake run -2 --separate-stderr bash -c "program=test; . '$top/tests/prepare.sh'; install_packages build"
  [[ $stderr = *"As root, run: apt-get install "*meson* ]]
  [ ! -s "$fake/asked" ]
}

@test "an apt that fails shows what it said, with status 2" {
  bare_machine
  fake apt-get <<<'echo "E: no route" >&2; exit 100'
  prepare 2
  [[ $stderr = *"E: no route"* ]]
}

@test "the README's table and aftercare(7) have every tool" {
  for tool in $TOOLS; do
    run -0 grep -c "^| \`$tool\` |" "$top/README.md"
    [ "$output" = 1 ]
    run -0 grep -cxF ".It Xr $tool 1" "$top/man/aftercare.7"
    [ "$output" = 1 ]
  done
}

@test "the README's pipelines show something on the sample shop, on any day" {
  cp -r "$top"/common/shop/data/sample demo
  ln -s "$BUILD" build
  export AFTERCARE_NOW=2027-03-01T00:00:00Z HOME=$BATS_TEST_TMPDIR
  awk '/^```sh$/ {inside = 1; n++; next} /^```$/ {inside = 0} inside {print > ("pipeline-" n)}' "$top/README.md"
  [ -s pipeline-4 ]
  [ "$(head -n 1 pipeline-1)" = 'cd demo' ]
  for file in pipeline-[!1]*; do
    # Each of its commands by itself.
    while IFS= read -r line; do
      run --separate-stderr bash -c ". ./pipeline-1; $line"
      [ "$status" -le 1 ]
      [[ $output != "" || $line = *'> '* ]]
    done <"$file"
  done
}

@test "quickstart twice: the second run sends nothing" {
  AFTERCARE_NOW=2027-03-01T00:00:00Z run -0 --separate-stderr "$top/quickstart" --built "$BUILD" --demo demo
  sent=$(jq -s 'map(select(.status == "sent")) | length' demo/receipts.jsonl)
  [ "$sent" -gt 15 ]
  [ "$(find demo/outbox/new -type f | wc -l)" = "$sent" ]
  [[ $output = *"  $sent sent, 0 duplicates"* ]]
  [[ $output = *"  $(wc -l <demo/imported.jsonl) orders imported, 1 refused"* ]]
  [ -s demo/preview/index.html ]
  for template in plain welcome reassure coupon similar; do
    run -0 grep -rlF "$template" demo/preview/index.html
  done
  run -0 grep -c '<svg' demo/report.html
  run -0 grep -c payment-help demo/reminders/index.html
  [ "$(wc -l <demo/reminders.jsonl)" -ge 5 ]

  run -0 --separate-stderr "$top/quickstart" --built "$BUILD" --demo demo
  [[ $output = *"Nothing was sent twice: all $sent had gone out on an earlier run."* ]]
  [[ $output = *"  0 sent, $sent duplicates"* ]]
  [ "$(find demo/outbox/new demo/outbox/cur -type f | wc -l)" = "$sent" ]
}

@test "the command line that quickstart prints works when it is pasted" {
  "$top/quickstart" --built "$BUILD" --demo 'a demo' >said 2>&1
  sed -n '/^The command line/,/^Read /{/^  /p}' said >pasted
  rm 'a demo'/receipts.jsonl
  run -0 bash pasted
  run -0 jq -r .status 'a demo/receipts.jsonl'
  [ "$(sort -u <<<"$output")" = duplicate ]
}

@test "quickstart notices a tool that fails in the middle of the pipeline" {
  mkdir -p broken/tools
  cp -P "$BUILD"/tools/* broken/tools/ 2>/dev/null || true
  ln -sf "$BUILD/share" broken/share
  printf '#!/bin/sh\necho "order-confirm: no words" >&2\nexit 2\n' >broken/tools/order-confirm
  run -2 --separate-stderr "$top/quickstart" --built broken --demo demo
  echo "said: $stderr; log: $(cat demo/main-job.log)"
  [[ $stderr = *"order-confirm: no words"* ]]
  [[ $stderr = *"ended with status"* ]]
  [[ $output != *"Look at them"* ]]
}

@test "a changed copy of the sample stays" {
  mkdir demo
  echo 'mine' >demo/orders.jsonl
  touch -d tomorrow demo/orders.jsonl
  run "$top/quickstart" --built "$BUILD" --demo demo
  run -0 cat demo/orders.jsonl
  [ "$output" = mine ]
}
