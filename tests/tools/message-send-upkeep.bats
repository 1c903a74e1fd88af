#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send's options that look into the ledger and keep it in order.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT
}

# message ID [FILTER]: a message record, as the jq FILTER changes it.
message() {
  jq -nc --arg id "$1" '{type: "message", id: $id, class: "transactional", channel: "email",
    to: {name: "Giulia Ferri", address: "giulia@example.com"}, subject: "Order \($id)", text: "Thanks",
    customer_id: "c-17"} | '"${2:-.}"
}

# set_state STATE ID: as if a run had left the message so.
set_state() {
  /usr/bin/python3 - ledger.db "$@" <<'PY'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
with base:
    assert base.execute("update message set state = ? where message_id = ?", sys.argv[2:]).rowcount == 1
PY
}

send() {
  message-send -q --ledger ledger.db "$@"
}

# now TIME: moves the clock.
now() {
  export AFTERCARE_NOW=$1
}

@test "--status counts by state, and lists what is unknown, held and dead" {
  for id in sent1 sent2 lost dead; do message "$id"; done | send >/dev/null
  message later '.not_before = "2026-11-22T09:00:00Z"' | send >/dev/null
  set_state unknown lost
  set_state dead dead
  now 2026-11-21T10:30:00Z
  run --separate-stderr message-send --ledger ledger.db --status
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  printf '%s\n' "$output" >out
  "$SRC/tests/records/validate.py" out
  jq -r 'select(.type == "ledger_status" and .n > 0) | "\(.state) \(.n) \(.oldest_at) \(.age_seconds)"' out >got
  printf '%s 2026-11-21T09:00:00Z 5400\n' 'held 1' 'sent 2' 'unknown 1' 'dead 1' >want
  same want got
  [ "$(jq -r 'select(.type == "ledger_status") | .state' out | wc -l)" -eq 10 ]
  jq -r 'select(.type == "receipt") | "\(.message_id) \(.status) \(.subject)"' out >got
  printf '%s\n' 'lost unknown Order lost' 'later held Order later' 'dead failed Order dead' >want
  same want got
}

@test "--status without a ledger counts nothing, and makes none" {
  message-send --ledger ledger.db --status >out 2>said
  [ "$(jq -s 'map(.n) | add' out)" -eq 0 ]
  [ "$(cat said)" = "message-send: there is no ledger ledger.db yet" ]
  [ ! -e ledger.db ]
}

@test "--resolve ID=sent: what is unknown counts as sent, and is not sent again" {
  message lost | send >/dev/null
  set_state unknown lost
  run message-send -q --ledger ledger.db -n --resolve lost=sent
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output")" = sent ]
  message lost | send >out || [ $? -eq 1 ]
  [ "$(jq -r .status out)" = unknown ]
  send --resolve lost=sent >out
  "$SRC/tests/records/validate.py" out
  [ "$(jq -r '"\(.message_id) \(.status) \(.rule)"' out)" = "lost sent resolve" ]
  message lost | send >out
  [ "$(jq -r .status out)" = duplicate ]
  [ "$(find outbox/new -type f | wc -l)" -eq 1 ]
}

@test "--resolve ID=retry: it goes out with the next run, the same bytes" {
  message a=b | send --transport maildir:one >/dev/null
  send --show a=b | jq -r .mail >before
  set_state dead a=b
  send --resolve a=b=retry >out
  [ "$(jq -r '"\(.status) \(.rule)"' out)" = "deferred resolve" ]
  rm -r one/new/*
  message-send -q --ledger ledger.db --transport maildir:one </dev/null >out
  [ "$(jq -r '"\(.message_id) \(.status)"' out)" = "a=b sent" ]
  [ "$(find one/new -type f | wc -l)" -eq 1 ]
  cmp <(jq -r .mail <(send --show a=b)) before
}

@test "--resolve takes several, and what it cannot resolve costs only that" {
  for id in a b c; do message "$id"; done | send >/dev/null
  set_state unknown a
  set_state failed c
  run --separate-stderr message-send --ledger ledger.db --resolve a=sent --resolve b=retry --resolve nowhere=sent --resolve c=retry
  [ "$status" -eq 1 ]
  [ "$(jq -r .message_id <<<"$output" | paste -sd ' ')" = "a c" ]
  [ "${stderr_lines[0]}" = "message-send: --resolve: b is sent, not unknown, failed or dead" ]
  [ "${stderr_lines[1]}" = "message-send: --resolve: the ledger does not know nowhere" ]
}

@test "--prune takes out what ended long ago, and nothing that waits" {
  message old | send >/dev/null
  message lost | send >/dev/null
  set_state unknown lost
  message waits '.not_before = "2029-01-01T00:00:00Z"' | send >/dev/null
  now 2027-12-26T09:00:00Z
  message young | send >/dev/null
  run --separate-stderr message-send --ledger ledger.db --prune 400
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ "$stderr" = "message-send: 0 messages that ended over 400 days ago taken out" ]
  now 2027-12-26T09:00:01Z
  run --separate-stderr message-send --ledger ledger.db --dry-run --prune 400
  [ "$stderr" = "message-send: dry run: 1 message that ended over 400 days ago taken out" ]
  run --separate-stderr message-send --ledger ledger.db --prune 400
  [ "$stderr" = "message-send: 1 message that ended over 400 days ago taken out" ]
  send --find giulia@example.com >out
  [ "$(jq -r .message_id out | paste -sd ' ')" = "lost waits young" ]
}

@test "--forget takes out who somebody is, and keeps what was sent from going again" {
  for id in one two; do message "$id"; done | send --transport maildir:one >/dev/null
  message waits '.not_before = "2026-11-23T00:00:00Z"' | send --transport maildir:one >/dev/null
  message other '.to = {address: "berta@example.com"} | .customer_id = "c-18"' | send --transport maildir:one >/dev/null
  run --separate-stderr message-send --ledger ledger.db --dry-run --forget GIULIA@example.com
  [ "$stderr" = "message-send: dry run: 3 messages forgotten" ]
  run --separate-stderr message-send --ledger ledger.db --forget GIULIA@example.com
  [ "$status" -eq 0 ]
  [ "$stderr" = "message-send: 3 messages forgotten" ]
  run --separate-stderr message-send --ledger ledger.db --find giulia@example.com
  [ -z "$output" ]
  send --show one >out
  "$SRC/tests/records/validate.py" out
  [ "$(jq -c '[.status, .to, .subject, .customer_id, .mail]' out)" = '["sent",null,null,null,null]' ]
  run ! grep -aqi giulia ledger.db
  run ! grep -aq c-17 ledger.db
  grep -aq berta ledger.db
  # Nothing that was fed before goes out again, and what waited does not.
  now 2026-11-24T00:00:00Z
  message one | send --transport maildir:one >out
  [ "$(jq -r .status out)" = duplicate ]
  [ "$(find one/new -type f | wc -l)" -eq 3 ]
  run --separate-stderr message-send --ledger ledger.db --forget giulia@example.com
  [ "$status" -eq 0 ]
  [ "$stderr" = "message-send: the ledger ledger.db knows nothing of giulia@example.com" ]
}

@test "a call that is wrong says how it is meant" {
  local call
  for call in "--prune 399" "--prune 0" "--resolve a" "--resolve a=maybe" "--resolve =sent" "--forget=" "--status in" \
    "--status --prune 400" "--forget a@b --find a@b" "--resolve a=sent --check"; do
    # shellcheck disable=SC2086
    run --separate-stderr message-send --ledger ledger.db $call
    [ "$status" -eq 2 ] || { echo "$call: $status"; false; }
    [ "${#stderr_lines[@]}" -eq 2 ]
    [ -z "$output" ]
  done
  [ ! -e ledger.db ]
}
