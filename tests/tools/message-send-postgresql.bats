#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send with its ledger in PostgreSQL, which tests/kit/postgresql starts.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT
  # A database for each test; the other two are what bats' run leaves.
  databases=(kit a b c d e f g h)
  ledger=$AFTERCARE_TEST_LEDGER${databases[$BATS_TEST_NUMBER]}$AFTERCARE_TEST_LEDGER_END
}

# statuses FILE...: how many receipts there are of each status, in one line.
statuses() {
  jq -r .status "$@" | sort | uniq -c | awk '{print $2 "=" $1}' | paste -sd ' '
}

# each_once N: the Maildir has N mails, and no Message-ID twice.
each_once() {
  local files ids
  files=$(find outbox/new -type f | wc -l)
  ids=$(grep -rhi '^message-id:' outbox/new | sort -u | wc -l)
  echo "$files mails, $ids ids"
  [ "$files" -eq "$1" ] || return
  [ "$ids" -eq "$1" ]
}

send() {
  message-send -q --ledger "$ledger" "$@"
}

@test "a message is sent once, and found again" {
  messages 1 3 >in
  send in >out
  [ "$(statuses out)" = sent=3 ]
  send in >out
  [ "$(statuses out)" = duplicate=3 ]
  each_once 3
  send --find C2@example.com >found
  [ "$(jq -r .message_id found)" = order:2 ]
  send --show order:2 >shown
  [ "$(jq -r '.text | rtrimstr("\n")' shown)" = Thanks ]
  run message-send --ledger "$ledger" --check
  [ "$status" -eq 0 ]
  [[ $output == *"is sound"* ]]
}

@test "a dry run makes no tables" {
  messages 1 2 >in
  send --dry-run in >out
  [ "$(statuses out)" = sent=2 ]
  run message-send -q --ledger "$ledger" --find c1@example.com
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  send in >out
  [ "$(statuses out)" = sent=2 ]
}

@test "runs that begin at once on a new ledger send each message once" {
  local pids=() pid i
  messages 1 100 >in
  for i in 1 2 3; do
    send in >"out$i" 2>"err$i" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    # What another has in hand is deferred: 75.
    wait "$pid" || [ $? -eq 75 ]
  done
  cat err1 err2 err3
  each_once 100
  [ "$(cat out1 out2 out3 | jq -r 'select(.status == "sent").message_id' | sort -u | wc -l)" -eq 100 ]
  [ "$(cat out1 out2 out3 | jq -r 'select(.status == "sent").message_id' | wc -l)" -eq 100 ]
  [ "$(cat out1 out2 out3 | wc -l)" -eq 300 ]
}

@test "what a killed run leaves behind is taken over" {
  local pid n
  messages 1 300 >in
  message-send -q --ledger "$ledger" in >out1 2>err1 &
  pid=$!
  for _ in {1..400}; do
    n=$(find outbox/new -type f 2>/dev/null | wc -l)
    [ "$n" -lt 20 ] || break
    sleep 0.02
  done
  kill -KILL "$pid"
  wait "$pid" || true
  [ "$(find outbox/new -type f | wc -l)" -lt 300 ]
  run --separate-stderr send in
  echo "$stderr"
  [ "$status" -eq 0 ]
  printf '%s\n' "$output" >out2
  statuses out2
  each_once 300
  [ "$(statuses out2 | tr ' ' '\n' | grep -cv -e ^sent= -e ^duplicate=)" -eq 0 ]
  [ "$(wc -l <out2)" -eq 300 ]
}

@test "a server that is restarted costs no mail, and none goes twice" {
  local pid n status=0
  messages 1 300 >in
  send -j 4 in >out1 2>err1 &
  pid=$!
  for _ in {1..400}; do
    n=$(find outbox/new -type f 2>/dev/null | wc -l)
    [ "$n" -lt 20 ] || break
    sleep 0.02
  done
  "$AFTERCARE_TEST_POSTGRESQL" restart
  wait "$pid" || status=$?
  cat err1
  [ "$status" -eq 0 ]
  [ ! -s err1 ]
  [ "$(statuses out1)" = sent=300 ]
  each_once 300
}

@test "without its server nothing is sent" {
  messages 1 2 >in
  run --separate-stderr message-send --ledger "postgresql:///kit?host=$PWD" in
  [ "$status" -eq 75 ]
  [ -z "$output" ]
  [[ $stderr == *"ledger postgresql://"* ]]
  [ ! -e outbox/new ] || [ "$(find outbox/new -type f | wc -l)" -eq 0 ]
}

@test "a password is not taken from the command line or the shop file, and never said" {
  local secret=${ledger/\/\/\//\/\/aftercare:sesame@\/}
  [[ $secret == *sesame* ]]
  printf 'From x Sat Nov 21 09:00:09 2026\nSubject: no report\n\nhi\n\n' >mbox
  AFTERCARE_LEDGER=$secret run --separate-stderr bounce-collect mbox
  [ "$status" -eq 2 ]
  [[ $stderr == *"there is no ledger"* ]]
  [[ $stderr != *sesame* ]]
  messages 1 1 >in
  run --separate-stderr message-send --ledger "$secret" in
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"--ledger has a password"* ]]
  [[ $stderr != *sesame* ]]
  jq -n --arg ledger "$secret" '{name: "Bottega", ledger: $ledger}' >shop.json
  run --separate-stderr message-send in
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"the ledger of the shop file has a password"* ]]
  rm shop.json
  AFTERCARE_LEDGER=$secret run --separate-stderr message-send in
  [ "$status" -eq 0 ]
  [[ $stderr != *sesame* ]]
  AFTERCARE_LEDGER=$secret run --separate-stderr message-send --check
  [ "$status" -eq 0 ]
  [[ $stderr != *sesame* ]]
  AFTERCARE_LEDGER=$secret run --separate-stderr message-send --find nobody@example.com
  [ "$status" -eq 0 ]
  [[ $stderr == *"knows nothing of nobody@example.com"* ]]
  [[ $stderr != *sesame* ]]
}

@test "the shop file may name the server, and its upkeep is that of a file" {
  jq -n --arg ledger "$ledger" '{name: "Bottega", email: "hello@shop.example", ledger: $ledger}' >shop.json
  messages 1 2 >in
  message-send -q in >out
  [ "$(statuses out)" = sent=2 ]
  send in >out
  [ "$(statuses out)" = duplicate=2 ]
  send --status >out
  [ "$(jq -r 'select(.state == "sent").n' out)" -eq 2 ]
  run --separate-stderr message-send --ledger "$ledger" --forget c1@example.com
  [ "$stderr" = "message-send: 1 message forgotten" ]
  AFTERCARE_NOW=2028-01-01T00:00:00Z run --separate-stderr message-send --ledger "$ledger" --prune 400
  [ "$stderr" = "message-send: 2 messages that ended over 400 days ago taken out" ]
}
