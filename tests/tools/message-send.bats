#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send: what goes out, and that it goes out once.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT
}

teardown() {
  stop_server
  [ -z "${sink:-}" ] || kill "$sink" 2>/dev/null || true
  [ -z "${mounted:-}" ] || umount "$mounted" || true
}

# delivered DIR: how many mails lie in the Maildir, new or seen.
delivered() {
  find "$1/new" "$1/cur" -type f | wc -l
}

# start_sink [OPTION ...]: an SMTP sink of postfix's on a free port, as $smtp; what it takes lies in sink/, a file each.
start_sink() {
  local program port as=()
  program=$(PATH=$PATH:/usr/sbin type -P smtp-sink) || skip "no smtp-sink (package postfix)"
  [ "$(id -u)" != 0 ] || as=(-u nobody)
  port=$(free_port)
  mkdir -p sink
  chmod 777 sink
  # So that nobody can reach it.
  (cd sink && exec "$program" "${as[@]}" -d %M. "$@" "127.0.0.1:$port" 64) 3>&- &
  sink=$!
  smtp=smtp://127.0.0.1:$port
  for _ in {1..100}; do
    ! (exec 4<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    sleep 0.05
  done
  echo "smtp-sink does not answer"
  return 1
}

stop_sink() {
  kill "$sink"
  wait "$sink" || true
  sink=
}

accepted() {
  find sink -type f | wc -l
}

@test "a message is delivered, and a rerun says that it was" {
  messages 1 3 >in
  run --separate-stderr message-send in
  [ "$status" -eq 0 ]
  [ "${stderr_lines[1]}" = "message-send: 3 messages: 3 sent" ]
  run --separate-stderr message-send in
  [ "$status" -eq 0 ]
  [ "$stderr" = "message-send: the shop file names no sender: mails are from shop@localhost
message-send: 3 messages: 3 duplicates" ]
  [ "$(delivered outbox)" -eq 3 ]
}

@test "a receipt says what became of the message" {
  message order:1 | message-send -q >out
  jq -e 'del(.at) == {type: "receipt", message_id: "order:1", status: "sent", channel: "email", to: "giulia@example.com",
    transport: "maildir:outbox", attempts: 1}' out
  [ "$(field at out)" = "$NOW" ]
}

@test "mails read back as the records say" {
  {
    message 1 '.subject = "Ordine №1001 confermato" | .to.name = "Ferri, \"Giulia\" <x>"'
    message 2 '.subject = "Заказ подтверждён, спасибо за покупку! " * 9 | .to.name = "Анна Каренина " * 9 | .text = "Привет,\nмир\n" * 99'
    message 3 '.subject = "=?utf-8?Q?typed?= 🎉" * 20 | .to.name = "=?utf-8?B?QkNDOg==?="'
    message 4 '.subject = "a\r\nBcc: eve@example.com\r\n\r\nbody" | .to.name = "x\r\nBcc: eve@example.com\u0000\u0085y"'
    message 5 '.subject = "word " * 60 + "x" * 200 | .to.name = "(Łukasz) \\ Żółć" | .html = null'
    message 6 '.subject = "dots" | .text = ".\n..\nFrom me\n.\r\nFrom \r.\n" | .html = "." * 999 | .to.address = "o'"'"'hara+x@example.com"'
    message 7 '.subject = "idn" | .to.address = "a@b\u00fccher.example" | .to.name = null'
    message 8 '.subject = "utf8" | .to.address = "\u0430\u043d\u043d\u0430@example.com"'
    message 9 '.subject = "all of it" | .text = ([range(1; 768)] | implode | gsub("\r"; "")) + " \n\t\n" + "x" * 3000'
    message 10 '.subject = "a file" | .attachments = [{name: "rechnung ü/1.txt", mime: "text/plain", base64: ("Hallo\n" | @base64)}]'
    message 11 '.subject = "two  spaces" | .to.name = "a  b"'
  } | jq -c 'del(.. | nulls)' >in
  message-send -q in >out
  jq -c '(.attachments[]? | select(.base64)) |= (.text = (.base64 | @base64d))' in >want
  run "$SRC/tests/tools/read-mails.py" want outbox/new
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "the mail is the same bytes in every run" {
  messages 1 5 >in
  message-send -q --transport maildir:one --ledger one.db in >/dev/null
  AFTERCARE_NOW=$NOW message-send -q --transport maildir:two --ledger two.db in >/dev/null
  rm one/aftercare-id two/aftercare-id
  diff -r one two
}

@test "the sender and the headers come from the shop" {
  shop '{mail: {from: "Caffè <orders@shop.example>", reply_to: "help@shop.example", unsubscribe: "https://shop.example/bye"}}'
  message 1 '.headers = {"X-Campaign": "ä"}' | message-send -q >/dev/null
  message 2 '.class = "marketing" | .consent = {marketing: true}' | message-send -q --transport maildir:other >/dev/null
  /usr/bin/python3 - outbox/new/* other/new/* >got <<'PY'
import email, email.policy, sys
for path in sys.argv[1:]:
    mail = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
    print(mail["From"], mail["Reply-To"], mail["Auto-Submitted"], mail["X-Campaign"], mail["List-Unsubscribe"], sep=" | ")
PY
  [ "$(sed -n 1p got)" = "Caffè <orders@shop.example> | help@shop.example | auto-generated | ä | None" ]
  [ "$(sed -n 2p got)" = "Caffè <orders@shop.example> | help@shop.example | auto-generated | None | <https://shop.example/bye>" ]
}

# mail_headers FILE: the lines of its headers, as they stand.
mail_headers() {
  sed '/^$/q' "$1"
}

# keyed [FIELD]: a shop that signs tokens.
keyed() {
  (umask 077 && echo "a key for the tests, of many bytes" >signing.key)
  shop '{secrets: {signing_key_file: "signing.key"}, mail: '"${1:-{\}}"'}'
}

@test "marketing can be ended by one click or a mail, in headers of one line each" {
  keyed '{unsubscribe: "https://shop.example/u/{token}", unsubscribe_mailto: "unsubscribe@shop.example"}'
  message 1 '.class = "marketing" | .consent = {marketing: true} | .text = "End: https://shop.example/u/{token}\n"
    | .html = "<a href=\"https://shop.example/u/{token}\">End</a>\n"' >in
  message 2 >>in
  message-send -q in >out
  [ "$(field status out)" = "sent sent" ]
  mail_headers "$(grep -l 'Order 1' outbox/new/*)" >headers
  token=$(sed -n 's,^List-Unsubscribe: <https://shop.example/u/\([a-z2-7]\{42\}\)>\, <mailto:unsubscribe@shop.example?subject=unsubscribe%20\1>$,\1,p' headers)
  [ -n "$token" ]
  grep -qx 'List-Unsubscribe-Post: List-Unsubscribe=One-Click' headers
  [ "$(grep -ci '^list-unsubscribe' headers)" -eq 2 ]
  message-send --show 1 >shown
  [ "$(jq -r .text shown)" = "End: https://shop.example/u/$token" ]
  [ "$(jq -r .html shown)" = "<a href=\"https://shop.example/u/$token\">End</a>" ]
  run ! grep -q '^List-' "$(grep -l 'Order 2' outbox/new/*)"
  # What a customer's program reads is the same, and the token is that of the row and the key.
  /usr/bin/python3 - "$token" "$XDG_STATE_HOME/aftercare/ledger.db" "$(grep -l 'Order 1' outbox/new/*)" <<'PY'
import base64, email, email.policy, hashlib, hmac, sqlite3, sys
token, ledger, path = sys.argv[1:]
mail = email.message_from_bytes(open(path, "rb").read(), policy=email.policy.default)
assert not mail.defects
assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
assert mail["List-Unsubscribe"].startswith(f"<https://shop.example/u/{token}>, ")
row = base64.b32decode(token[:26].upper() + "======")
key = b"a key for the tests, of many bytes"
mac = hmac.new(key, b"unsubscribe" + row, hashlib.sha256).digest()[:10]
assert token[26:] == base64.b32encode(mac).decode().lower()
db = sqlite3.connect(ledger)
tables = [t for (t,) in db.execute("SELECT tbl_name FROM sqlite_master WHERE sql LIKE '%message_id%' AND type = 'table'")]
assert [bytes(k)[:16] for (k,) in db.execute(f"SELECT key FROM {tables[0]} WHERE message_id = '1'")] == [row]
PY
}

@test "a preview shows the links that the mail has" {
  keyed '{unsubscribe: "https://shop.example/u/{token}"}'
  message 1 '.class = "marketing" | .consent = {marketing: true} | .text = "End: https://shop.example/u/{token}\n"
    | .html = "<a href=\"https://shop.example/u/{token}\">End</a>\n"' >in
  message-send -q --transport html:pages in >/dev/null
  run ! grep -rqF '{token}' pages
  grep -rqE 'https://shop\.example/u/[a-z2-7]{42}' pages/mails
}

@test "a mail that is sent again has the same token" {
  keyed '{unsubscribe: "https://shop.example/u/{token}"}'
  message 1 '.class = "marketing" | .consent = {marketing: true}' >in
  message-send -q --ledger one.db --transport maildir:one in >/dev/null
  rm one/new/*
  run ! message-send -q --ledger one.db --transport maildir:/dev/null in
  message-send -q --ledger one.db --show 1 | jq -r .mail | grep '^List-Unsubscribe: ' >first
  message-send -q --ledger two.db --transport maildir:one in >/dev/null
  grep -h '^List-Unsubscribe: ' one/new/* | diff - first
}

@test "without a page or a key there is the address alone, and no one-click" {
  message 1 '.class = "marketing" | .consent = {marketing: true}' >in
  shop '{mail: {unsubscribe_mailto: "u@shop.example"}}'
  message-send -q --transport maildir:a in >/dev/null
  grep -qx 'List-Unsubscribe: <mailto:u@shop.example?subject=unsubscribe>' a/new/*
  shop '{mail: {unsubscribe: "https://shop.example/u/{token}", unsubscribe_mailto: "u@shop.example"}}'
  message-send -q --transport maildir:b in >/dev/null
  grep -qx 'List-Unsubscribe: <mailto:u@shop.example?subject=unsubscribe>' b/new/*
  keyed '{unsubscribe_mailto: "u@shop.example"}'
  message-send -q --transport maildir:c in >/dev/null
  grep -qxE 'List-Unsubscribe: <mailto:u@shop.example\?subject=unsubscribe%20[a-z2-7]{42}>' c/new/*
  run ! grep -rq 'List-Unsubscribe-Post' a b c
}

@test "a long page stays on one line that is not encoded" {
  keyed "{unsubscribe: \"https://shop.example/$(printf 'x%.0s' {1..780})/{token}\"}"
  message 1 '.class = "marketing" | .consent = {marketing: true}' | message-send -q >/dev/null
  mail_headers outbox/new/* | awk 'length > 997 { exit 1 }'
  grep -qE '^List-Unsubscribe: <https://shop.example/x{780}/[a-z2-7]{42}>$' outbox/new/*
}

@test "what cannot be delivered goes back to the return path, which says what it was" {
  start_sink
  message 1 >in
  keyed '{return_path: "bounce+{token}@shop.example"}'
  message-send -q --transport "$smtp" in >/dev/null
  shop '{mail: {from: "Bottega <orders@shop.example>", return_path: "bounces@shop.example"}}'
  message 2 | message-send -q --transport "$smtp" >/dev/null
  shop '{mail: {from: "Bottega <orders@shop.example>"}}'
  message 3 | message-send -q --transport "$smtp" >/dev/null
  stop_sink
  # The envelope, as the sink writes it down.
  sed -n 's/^X-Mail-Args: <\([^>]*\)>.*/\1/p' "$(grep -l 'Subject: Order 1' sink/*)" >got
  grep -qxE 'bounce\+[a-z2-7]{42}@shop.example' got
  sed -n 's/^X-Mail-Args: <\([^>]*\)>.*/\1/p' "$(grep -l 'Subject: Order 2' sink/*)" >got
  grep -qx 'bounces@shop.example' got
  sed -n 's/^X-Mail-Args: <\([^>]*\)>.*/\1/p' "$(grep -l 'Subject: Order 3' sink/*)" >got
  grep -qx 'orders@shop.example' got
}

@test "a place for a token needs a key where mail reaches customers" {
  message 1 >in
  for mail in '{unsubscribe: "https://shop.example/{token}"}' '{return_path: "b+{token}@shop.example"}'; do
    shop "{mail: $mail}"
    run --separate-stderr message-send --transport smtp://localhost:1 in
    [ "$status" -eq 2 ]
    [[ ${stderr_lines[0]} == *"secrets.signing_key_file"* ]]
  done
  keyed
  chmod 644 signing.key
  run --separate-stderr message-send in
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"secrets.signing_key_file"*"chmod 600"* ]]
  echo short >signing.key
  chmod 600 signing.key
  run --separate-stderr message-send in
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"at least 16 bytes"* ]]
  [[ $stderr != *"short"* ]]
}

@test "SMTP without a sender is wrong usage" {
  run --separate-stderr message-send --transport smtp://localhost </dev/null
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"mail.from"* ]]
}

@test "what cannot be a mail is refused, and costs itself only" {
  {
    message 1 '.channel = "sms"'
    message 2 '.to.address = "a@b\nBcc: eve@example.com"'
    message 3 '.to.address = "-oQ/tmp@example.com"'
    message 4 '.headers = {"Bcc": "eve@example.com"}'
    message 5 '.headers = {"X-A": "a\r\nBcc: eve@example.com"}'
    message 6 '.headers = {"X-A: b\nBcc": "eve@example.com"}'
    message 7 '.headers = {"subject": "again"}'
    message 8 '.attachments = [{name: "passwd", mime: "text/plain", path: "/etc/passwd"}]'
    message 9 '.attachments = [{name: "a", mime: "text/plain", base64: "no!"}]'
    message 10 '.attachments = [{name: "a", mime: "multipart/mixed", base64: ""}]'
    message 11 'del(.subject)'
    message 12 '.consent = {marketing: "yes"}'
    message 13
  } >in
  run --separate-stderr message-send -q --rejects rejects in
  [ "$status" -eq 1 ]
  [ "$(jq -r .reason rejects | cut -d: -f1 | paste -sd ' ')" = "channel to.address to.address headers.Bcc headers.X-A headers.X-A headers.subject attachments[0].path attachments[0].base64 attachments[0].mime subject consent.marketing" ] ||
    { jq -r .reason rejects; false; }
  [ "$(delivered outbox)" -eq 1 ]
  run ! grep -rqi '^bcc:' outbox
}

@test "files are attached from the folder that is named, and from nowhere else" {
  mkdir -p files/sub
  echo Hallo >files/sub/a.txt
  echo secret >outside.txt
  ln -s ../outside.txt files/link
  for path in sub/a.txt ../outside.txt link sub/../../outside.txt /etc/passwd sub nowhere; do
    message "order:$path" '.attachments = [{name: "a.txt", mime: "text/plain", path: $path}]' --arg path "$path"
  done >in
  run --separate-stderr message-send --attachments files --rejects rejects in
  [ "$status" -eq 1 ]
  [ "$(wc -l <rejects)" -eq 6 ]
  [ "$(delivered outbox)" -eq 1 ]
  grep -q "^$(base64 <files/sub/a.txt)" outbox/new/*
}

@test "files are attached from the root folder, where that is named" {
  echo Hallo >a.txt
  message 1 '.attachments = [{name: "a.txt", mime: "text/plain", path: $path}]' --arg path "${PWD#/}/a.txt" >in
  message-send -q --attachments / in >out
  [ "$(field status out)" = sent ]
  grep -q "^$(base64 <a.txt)" outbox/new/*
}

@test "the ledger's name is that of a file, whatever SQLite would make of it" {
  message 1 >in
  for name in :memory: file:a.db 'file:b.db?mode=memory' :; do
    message-send -q --ledger "$name" in >out
    [ "$(field status out)" = sent ]
    [ -s "$name" ]
    message-send -q --ledger "$name" in >out
    [ "$(field status out)" = duplicate ]
    [ "$(message-send --ledger "$name" --show 1 | jq -r .status)" = sent ]
    rm -r outbox
  done
  for option in --check --dry-run '--find a@b'; do
    # shellcheck disable=SC2086
    run --separate-stderr message-send --ledger '' $option </dev/null
    [ "$status" -eq 2 ]
    [[ $stderr == *"ledger"* ]]
  done
  run --separate-stderr message-send --ledger '' in
  [ "$status" -eq 2 ]
  [ ! -e outbox ]
}

@test "a mail that was moved to cur counts as delivered, whatever the ledger" {
  messages 1 2 >in
  message-send -q in >/dev/null
  first=$(find outbox/new -type f | sort | head -n 1)
  mv "$first" "outbox/cur/${first##*/}:2,S"
  message-send -q --ledger new.db in >out
  [ "$(field status out)" = "duplicate duplicate" ]
  [ "$(delivered outbox)" -eq 2 ]
}

@test "a Maildir that was deleted gets its mails anew" {
  messages 1 2 >in
  message-send -q in >/dev/null
  rm -r outbox
  message-send -q in >out
  [ "$(field status out)" = "sent sent" ]
  [ "$(delivered outbox)" -eq 2 ]
}

@test "the same id with another text is a duplicate, and the first text stands" {
  message 1 | message-send -q >/dev/null
  message 1 '.text = "Something else"' | message-send -q >out
  [ "$(field status out)" = duplicate ]
  [[ "$(field detail out)" == *"something else"* ]]
  [ "$(message-send --show 1 | jq -r .text)" = "Thank you!" ]
}

@test "another recipient of the same id is another message, another case is not" {
  {
    message 1
    message 1 '.to.address = "GIULIA@example.com"'
    message 1 '.to.address = "anna@example.com"'
  } | message-send -q >out
  [ "$(field status out)" = "sent duplicate sent" ]
}

@test "the ledger is its owner's alone" {
  message 1 | message-send -q --ledger a/b/ledger.db >/dev/null
  [ "$(stat -c %a a/b/ledger.db)" = 600 ]
}

@test "the ledger of the shop file lies beside it" {
  mkdir -p shop elsewhere
  echo '{"ledger": "sent.db"}' >shop/shop.json
  cd elsewhere
  message 1 | message-send -q --shop ../shop/shop.json >/dev/null
  [ -f ../shop/sent.db ]
}

@test "environment and options go before the shop file" {
  echo '{"ledger": "a.db", "mail": {"transport": "maildir:a"}}' >shop.json
  message 1 | AFTERCARE_LEDGER=b.db AFTERCARE_TRANSPORT=maildir:b message-send -q >/dev/null
  message 1 | AFTERCARE_LEDGER=b.db AFTERCARE_TRANSPORT=maildir:b message-send -q --ledger c.db --transport maildir:c >/dev/null
  [ "$(echo *.db)" = "b.db c.db" ]
  [ "$(delivered b)" -eq 1 ]
  [ "$(delivered c)" -eq 1 ]
  [ ! -e a ]
}

@test "marketing without consent is suppressed, until there is one" {
  message 1 '.class = "marketing"' >in
  message-send -q in >out
  [ "$(field status out) $(field rule out)" = "suppressed consent" ]
  message-send -q <<<"$(jq -c '.consent = {marketing: false}' in)" >out
  [ "$(field status out)" = suppressed ]
  message-send -q <<<"$(jq -c '.consent = {marketing: true}' in)" >out
  [ "$(field status out)" = sent ]
  message-send -q in >out
  [ "$(field status out)" = duplicate ]
}

@test "what has expired is not sent, and a line says why" {
  { message 1 '.expires_at = "2026-11-21T09:00:00Z"' && message 2 '.expires_at = "2026-11-21T09:00:01Z"'; } >in
  run --separate-stderr message-send in
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "expired sent" ]
  [[ $stderr == *"1 of 2 messages was not sent: it expired at 2026-11-21T09:00:00Z; order-confirm --max-age "* ]]
  message 3 '.expires_at = "2026-11-20T09:00:00Z"' >in
  run --separate-stderr message-send in
  [[ $stderr == *"1 of 1 message was not sent: it expired at 2026-11-20T09:00:00Z; "* ]]
  message 4 '.expires_at = "2026-11-19T09:00:00Z"' >>in
  run --separate-stderr message-send in
  [[ $stderr == *"2 of 2 messages were not sent: they expired, the last of them at 2026-11-20T09:00:00Z; "* ]]
}

@test "what is not due is held, and goes out when its time has come, without being fed again" {
  message 1 '.not_before = "2026-11-21T12:00:00+01:00"' | message-send -q >out
  [ "$(field status out) $(field rule out) $(field next_at out)" = "held not_before 2026-11-21T11:00:00Z" ]
  message-send -q --now 2026-11-21T10:59:59Z </dev/null >out
  [ ! -s out ]
  run --separate-stderr message-send --now 2026-11-21T11:00:00Z </dev/null
  [ "$(jq -r '[.message_id, .status] | @tsv' <<<"$output")" = $'1\tsent' ]
  [[ $stderr == *"no messages; from earlier runs: 1 message: 1 sent"* ]]
  [ "$(delivered outbox)" -eq 1 ]
}

@test "a ledger whose index is of the old form goes on" {
  messages 1 3 | message-send -q --limit 1 --ledger old.db >/dev/null || [ $? -eq 75 ]
  /usr/bin/python3 - old.db <<'PY'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("DROP INDEX message_waiting")
base.execute("CREATE INDEX message_waiting ON message (scope, rank, row) WHERE state IN ('queued','held','sending','indoubt')")
PY
  message-send -q --ledger old.db </dev/null >out
  [ "$(field message_id out) $(field status out)" = "order:2 order:3 sent sent" ]
  message-send --check --ledger old.db
}

@test "what is held expires" {
  message 1 '.not_before = "2026-11-21T12:00:00Z" | .expires_at = "2026-11-21T13:00:00Z"' | message-send -q >/dev/null
  message-send -q --now 2026-11-21T13:00:00Z </dev/null >out
  [ "$(field status out)" = expired ]
  [ "$(delivered outbox)" -eq 0 ]
}

@test "--limit sends so many, and the next runs send the rest" {
  messages 1 5 >in
  run message-send -q --limit 2 in
  [ "$status" -eq 75 ]
  [ "$(jq -r '.rule // .status' <<<"$output" | paste -sd ' ')" = "sent sent limit limit limit" ]
  run message-send -q --limit 2 </dev/null
  [ "$(jq -r .message_id <<<"$output" | paste -sd ' ')" = "order:3 order:4" ]
  run message-send -q --limit 0 in
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "duplicate duplicate duplicate duplicate deferred" ]
  run message-send -q in
  [ "$status" -eq 0 ]
  [ "$(delivered outbox)" -eq 5 ]
}

@test "--dry-run says what would be, and leaves no trace" {
  messages 1 2 >in
  run message-send -q --dry-run in
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "sent sent" ]
  [ "$(echo *)" = in ]
  [ -z "$(ls -A "$HOME")" ]
  head -n 1 in | message-send -q >/dev/null
  sha256sum "$XDG_STATE_HOME"/aftercare/ledger.db >before
  run message-send -q --dry-run in
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "duplicate sent" ]
  sha256sum -c before
  [ "$(delivered outbox)" -eq 1 ]
  # Nor beside it.
  [ "$(ls "$XDG_STATE_HOME/aftercare")" = ledger.db ]
  message-send --find a@b
  message-send --status >/dev/null
  [ "$(ls "$XDG_STATE_HOME/aftercare")" = ledger.db ]
}

@test "an empty file is no ledger, and no new one" {
  messages 1 2 >in
  : >empty.db
  for call in "" --status "--find a@b" --check --dry-run; do
    # shellcheck disable=SC2086
    run --separate-stderr message-send $call --ledger empty.db <in
    [ "$status" -eq 75 ] || { echo "$call: $status"; false; }
    [ -z "$output" ]
    [[ $stderr == *"ledger empty.db: is empty, as if it had been cut short; "* ]]
  done
  [ ! -s empty.db ]
  [ "$(echo empty.db*)" = empty.db ]
  [ ! -e outbox ] || [ "$(delivered outbox)" -eq 0 ]
  rm empty.db
  message-send -q --ledger empty.db <in
  [ "$(delivered outbox)" -eq 2 ]
}

@test "--dry-run tells of each message once, also of what waits and is fed again" {
  messages 1 2 >in
  message-send -q --limit 0 in >out || [ "$?" -eq 75 ]
  message-send -q --dry-run in >out
  [ "$(field status out)" = "sent sent" ]
  messages 2 4 | tee -a in | message-send -q --dry-run >out
  [ "$(jq -r '[.message_id, .status] | join(" ")' out | paste -sd ,)" = "order:2 sent,order:3 sent,order:4 sent,order:1 sent" ]
  message-send -q --dry-run --limit 4 in >out
  [ "$(field status out)" = "sent sent duplicate sent sent" ]
}

@test "--redirect-to sends to oneself, and keeps nothing from the customer" {
  message 1 >in
  message-send -q --redirect-to me@shop.example in >out
  [ "$(field to out)" = me@shop.example ]
  grep -q '^To: Giulia Ferri <me@shop.example>$' outbox/new/*
  grep -q '^X-Original-To: giulia@example.com$' outbox/new/*
  message-send -q --redirect-to me@shop.example in >out
  [ "$(field status out)" = duplicate ]
  message-send -q in >out
  [ "$(field status out) $(field to out)" = "sent giulia@example.com" ]
  [ -z "$(message-send -q --find giulia@example.com | jq 'select(.to != "giulia@example.com")')" ]
  run --separate-stderr message-send --redirect-to nobody in
  [ "$status" -eq 2 ]
}

@test "--find and --show tell what was sent" {
  message 1 '.kind = "order-confirm" | .template = "plain" | .language = "it" | .order_id = "1001"' | message-send -q >/dev/null
  message 2 '.to.address = "anna@example.com"' | message-send -q >/dev/null
  message-send --find GIULIA@example.com >out
  [ "$(jq -r '[.type, .message_id, .status, .subject, .template, .order_id] | @tsv' out)" = \
    "$(printf 'receipt\t1\tsent\tOrder 1\tplain\t1001')" ]
  message-send --show 1 >shown
  [ "$(jq -r .mail shown)" = "$(cat outbox/new/"$(grep -l 'giulia' outbox/new/* | xargs -n 1 basename)")" ]
  [ "$(jq -r .html shown)" = "<p>Thank you!</p>" ]
  cat out shown >both
  "$SRC/tests/records/validate.py" both
  run --separate-stderr message-send --find nobody@example.com
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [[ $stderr == *"knows nothing of nobody@example.com"* ]]
}

@test "--find reads while a run writes, after a kill, and where it may only read" {
  local reader=() dir ledger
  dir=$(mktemp -d)
  ledger="$dir/a? b%.db"
  chmod 755 "$dir"
  if [ "$(id -u)" = 0 ]; then
    reader=(setpriv --reuid=65534 --regid=65534 --clear-groups)
    "${reader[@]}" message-send --version >/dev/null || skip "the build cannot be reached by others"
  fi
  message 1 | message-send -q --ledger "$ledger" >/dev/null
  chmod 444 "$ledger"
  chmod 555 "$dir"
  run "${reader[@]}" message-send -q --ledger "$ledger" --find giulia@example.com
  chmod 755 "$dir"
  [ "$(jq -r .message_id <<<"$output")" = 1 ]
  [ "$(ls -A "$dir")" = "a? b%.db" ]
  chmod 644 "$ledger"
  # Has a transaction open, and leaves a log behind when it is killed.
  timeout -s KILL 60 /usr/bin/python3 - "$ledger" 3>&- <<'PY' &
import os, sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("update message set subject = 'committed'")
base.execute("begin immediate")
base.execute("update message set subject = 'not yet'")
with open("writing", "w") as out:
    out.write(str(os.getpid()))
time.sleep(60)
PY
  for _ in {1..200}; do
    [ ! -s writing ] || break
    sleep 0.05
  done
  run "${reader[@]}" message-send -q --ledger "$ledger" --find giulia@example.com
  [ "$(jq -r .subject <<<"$output")" = committed ]
  kill -9 "$(cat writing)"
  wait
  for as in reader owner; do
    [ "$as" = reader ] || reader=()
    run "${reader[@]}" message-send -q --ledger "$ledger" --find giulia@example.com
    [ "$(jq -r .subject <<<"$output")" = committed ]
  done
  rm -r "$dir"
}

@test "what looks back or checks takes nothing else, and an address or an id is needed" {
  message 1 >in
  for call in "--find a@b --show 1" "--find a@b in" "--show 1 in" "--find a@b --check" "--check in" "--find=" "--show=" "--lift=" "--lift-complaint=" \
    "--lift a@b --lift-complaint a@b" "--lift a@b in" "--lift giulia"; do
    # shellcheck disable=SC2086
    run --separate-stderr message-send $call
    [ "$status" -eq 2 ] || { echo "$call: $status"; false; }
    [ "${#stderr_lines[@]}" -eq 2 ]
  done
  for option in "--limit 3" "-j 3" "--commit-batch 2" "--unknown retry" "--verify-cmd true" "--suppress in" "--attachments ." \
    "--transport maildir:x" "--redirect-to a@b"; do
    for call in --status "--find a@b" "--show 1" "--resolve 1=sent" "--prune 400" "--forget a@b" "--lift a@b" \
      "--lift-complaint a@b" --import-suppressions; do
      # shellcheck disable=SC2086
      run --separate-stderr message-send $call $option </dev/null
      [ "$status" -eq 2 ] || { echo "$call $option: $status"; false; }
      [[ ${stderr_lines[0]} == *"means nothing where no message is sent" ]]
    done
  done
  [ -z "$(ls -A "$HOME")" ]
  run --separate-stderr message-send --find giulia
  [ "$status" -eq 0 ]
  [[ $stderr == *"knows nothing of giulia, which is no address" ]]
}

@test "--check says whether ledger and Maildir are sound, and makes no Maildir" {
  run --separate-stderr message-send --check
  [ "$status" -eq 0 ]
  [[ $stderr == *"is sound; maildir:outbox: does not exist yet and can be made" ]]
  [ ! -e outbox ]
  message 1 | message-send -q >/dev/null
  find outbox | sort >before
  run --separate-stderr message-send --check
  [ "$status" -eq 0 ]
  [[ $stderr == *"maildir:outbox: can be written to" ]]
  find outbox | sort | diff before -
  run --separate-stderr message-send --check --transport smtp://127.0.0.1:1
  [ "$status" -eq 2 ]
  shop
  run --separate-stderr message-send --check --transport smtp://127.0.0.1:1
  [ "$status" -eq 75 ]
}

@test "a wrong transport is wrong usage" {
  for transport in smtp:x smtps://x smtp://a@b smtp://x/y smtp://x:0 maildir: pigeon:x ''; do
    run --separate-stderr message-send --transport "$transport" </dev/null
    [ "$status" -eq 2 ]
    [ "${#stderr_lines[@]}" -eq 2 ]
  done
}

@test "a Maildir or a ledger that never can be one stops the run as a wrong setting" {
  messages 1 2 >in
  echo text >file
  chmod +x file
  ln -s loop loop
  for dir in /dev/null/box file file/box loop /proc/box; do
    run --separate-stderr message-send -q --transport "maildir:$dir" in
    [ "$status" -eq 2 ] || { echo "maildir:$dir: $status"; false; }
    [ -z "$output" ]
    [ "${#stderr_lines[@]}" -eq 1 ]
  done
  run --separate-stderr message-send --check --transport maildir:file
  [ "$status" -eq 2 ]
  mkdir folder
  for ledger in folder file/ledger.db /dev/null /proc/ledger.db loop; do
    run --separate-stderr message-send -q --ledger "$ledger" in
    [ "$status" -eq 2 ] || { echo "--ledger $ledger: $status"; false; }
    [ "${#stderr_lines[@]}" -eq 1 ]
    [ ! -e outbox/new ] || [ "$(delivered outbox)" -eq 0 ]
  done
  run --separate-stderr message-send --ledger folder --find a@example.com
  [ "$status" -eq 2 ]
}

@test "a ledger that may not be written to stops the run as a wrong setting" {
  [ "$(id -u)" != 0 ] || skip "root may write anywhere"
  message 1 | message-send -q --ledger ledger.db >/dev/null
  chmod 400 ledger.db
  run message-send -q --ledger ledger.db <<<"$(message 2)"
  [ "$status" -eq 2 ]
  [ "$(delivered outbox)" -eq 1 ]
}

@test "a Maildir that cannot be written to defers the messages, and the next run delivers them" {
  [ "$(id -u)" != 0 ] || skip "root may write anywhere"
  message 0 | message-send -q >/dev/null
  messages 1 2 >in
  chmod 500 outbox/tmp
  run message-send -q in
  chmod 700 outbox/tmp
  [ "$status" -eq 75 ]
  [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output" | paste -sd ' ')" = "deferred transport deferred transport" ]
  message-send -q --now 2026-11-21T10:00:00Z </dev/null >out
  [ "$(field status out)" = "sent sent" ]
}

@test "a ledger that is damaged or not one stops the run, and stays as it is" {
  message 1 >in
  message-send -q --ledger good.db in >/dev/null
  { head -c 100 good.db && head -c 9000 /dev/zero; } >damaged.db
  echo 'not a ledger at all' >text.db
  /usr/bin/python3 -c 'import sqlite3; sqlite3.connect("foreign.db").execute("create table t (x)").connection.commit()'
  for ledger in damaged text foreign; do
    cp "$ledger.db" copy
    run --separate-stderr message-send -q --transport maildir:other --ledger "$ledger.db" in
    [ "$status" -eq 75 ]
    [ -z "$output" ]
    [[ $stderr == *"ledger $ledger.db: "* ]]
    cmp copy "$ledger.db"
  done
  [ "$(delivered other)" -eq 0 ]
}

@test "a ledger that another process keeps locked stops the run" {
  message 1 >in
  message-send -q in >/dev/null
  message 2 >in
  /usr/bin/python3 - "$XDG_STATE_HOME/aftercare/ledger.db" 3>&- <<'PY' &
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("begin immediate")
open("locked", "w").close()
time.sleep(60)
PY
  locker=$!
  until [ -e locked ]; do sleep 0.05; done
  run --separate-stderr message-send -q in
  kill "$locker"
  [ "$status" -eq 75 ]
  [[ $stderr == *"another process has held it"* ]]
  [ "$(delivered outbox)" -eq 1 ]
}

@test "overlapping runs deliver each message once" {
  messages 1 60 >in
  for n in 1 2 3 4; do
    message-send -q in >"out.$n" 3>&- &
  done
  wait
  message-send -q in >out.5
  [ "$(delivered outbox)" -eq 60 ]
  [ "$(jq -r 'select(.status == "sent") | .message_id' out.? | sort | uniq | wc -l)" -eq 60 ]
  [ -z "$(jq -r 'select(.status == "sent") | .message_id' out.? | sort | uniq -d)" ]
  [ "$(field status out.5)" = "$(printf 'duplicate %.0s' {1..60} | sed 's/ $//')" ]
}

# killed SYSCALL N COMMAND...: runs it, and kills it at its Nth SYSCALL; false where it ended before.
killed() {
  local call=$1 n=$2 status=0
  shift 2
  strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$n" -- "$@" >/dev/null 2>&1 3>&- || status=$?
  [ "$status" -eq 137 ]
}

@test "a run that is killed at any write, sync or link is finished by the next one" {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  messages 1 2 >in
  for call in pwrite64 fdatasync write fsync linkat unlinkat; do
    for n in {1..60}; do
      rm -rf outbox ledger.db*
      killed "$call" "$n" message-send -q --ledger ledger.db in || break
      run --separate-stderr message-send -q --ledger ledger.db in
      [ "$status" -eq 0 ] || { echo "$call $n: $stderr $output"; return 1; }
      [ "$(delivered outbox)" -eq 2 ] || { echo "$call $n: $(find outbox)"; return 1; }
      [ -z "$(jq -r 'select(.status | IN("sent", "duplicate") | not)' <<<"$output")" ]
    done
    [ "$n" -gt 1 ]
  done
}

@test "a mail that was delivered is sent, even where its time is over when its dead process is found" {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  message 1 '.expires_at = "2026-11-21T12:00:00Z"' >in
  for feed in in /dev/null; do
    for reader in false true; do
      rm -rf outbox ./*.db*
      message 0 | message-send -q --ledger other.db
      rm outbox/new/*
      # When the mail's name is taken from tmp/.
      killed unlinkat 1 message-send -q --ledger ledger.db in
      [ "$(find outbox/new -type f | wc -l)" -eq 1 ]
      if [ "$reader" = true ]; then
        for mail in outbox/new/*; do mv "$mail" "outbox/cur/${mail##*/}:2,S"; done
      fi
      message-send -q --ledger ledger.db --now 2026-11-21T13:00:00Z --dry-run /dev/null >out
      [ "$(field status out)" = sent ]
      message-send -q --ledger ledger.db --now 2026-11-21T13:00:00Z --limit 1 "$feed" >>out
      message-send -q --ledger ledger.db --now 2026-11-21T13:00:00Z in >>out
      [ "$(field status out)" = "sent sent duplicate" ]
      # And what its reader has deleted does not come again.
      rm outbox/*/*
      message-send -q --ledger ledger.db --now 2026-11-21T11:00:00Z in >out
      [ "$(field status out)" = duplicate ]
      [ "$(delivered outbox)" -eq 0 ]
    done
  done
}

@test "runs that are killed again and again lose nothing and repeat nothing" {
  messages 1 150 >in
  for n in {1..12}; do
    message-send -q in >/dev/null 2>&1 3>&- &
    one=$!
    message-send -q in >/dev/null 2>&1 3>&- &
    two=$!
    sleep "0.0$((RANDOM % 10))"
    kill -9 "$one" 2>/dev/null || true
    sleep "0.0$((RANDOM % 10))"
    kill -9 "$two" 2>/dev/null || true
    wait "$one" "$two" 2>/dev/null || true
  done
  run message-send -q in
  [ "$status" -eq 0 ]
  [ "$(delivered outbox)" -eq 150 ]
  [ "$(grep -ho '^To: .*' outbox/new/* | sort -u | wc -l)" -eq 150 ]
}

@test "a full disk defers or stops, and nothing is lost or sent twice" {
  [ "$(id -u)" = 0 ] || skip "only root may mount a small disk"
  mkdir small
  mount -t tmpfs -o size=1m none small 2>/dev/null || skip "no disk may be mounted here"
  mounted=$PWD/small
  jq -nc 'range(1; 40) | {type: "message", id: "order:\(.)", class: "transactional", channel: "email",
    to: {address: "c\(.)@example.com"}, subject: "Order \(.)", text: ("x" * 30000)}' >in
  run --separate-stderr message-send -q --ledger small/ledger.db --transport maildir:small/box in
  [ "$status" -eq 75 ]
  mount -o remount,size=16m small
  AFTERCARE_NOW=2026-11-21T12:00:00Z run --separate-stderr message-send -q --ledger small/ledger.db --transport maildir:small/box in
  [ "$status" -eq 0 ]
  [ "$(delivered small/box)" -eq 39 ]
}

@test "SMTP: the mail arrives as it was made, one recipient each" {
  shop
  start_sink
  { messages 1 3 && message 4 '.text = ".\n..\n" | .to.address = "o'"'"'hara@example.com" | .subject = "Заказ"'; } >in
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.status, .code] | join(" ")' <<<"$output" | sort -u)" = "sent 250" ]
  stop_sink
  [ "$(accepted)" -eq 4 ]
  [ "$(cat sink/* | grep -c '^X-Rcpt-Args:')" -eq 4 ]
  [ "$(cat sink/* | grep -h '^X-Mail-Args:' | sort -u | cut -d' ' -f2)" = "<hello@shop.example>" ]
  # What lies in the ledger is what the server got.
  message-send --show 4 | jq -r .mail >want
  sed -n '/^Date:/,$p' "$(grep -l "o'hara" sink/*)" >got
  diff want got
}

@test "SMTP: a rerun and an overlapping run send nothing twice" {
  shop
  start_sink
  messages 1 20 >in
  for n in 1 2 3; do
    message-send -q --transport "$smtp" in >/dev/null 2>&1 3>&- &
  done
  wait "$(jobs -p | tail -n 1)" || true
  while [ "$(jobs -rp | wc -l)" -gt 1 ]; do sleep 0.1; done
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 0 ]
  stop_sink
  [ "$(cat sink/* | sed -n 's/^Message-ID: //p' | sort | uniq | wc -l)" -eq 20 ]
  [ "$(accepted)" -eq 20 ]
}

# outcome OPTION ...: status, rule and code of the first of two messages sent to such a sink, and the exit status.
outcome() {
  start_sink "$@"
  messages 1 2 >in
  run --separate-stderr message-send -q --ledger outcome.db --transport "$smtp" in
  stop_sink
  jq -r '[.status, .rule // "-", .code // "-"] | join(" ")' <<<"${lines[0]}" >got
  rm -f outcome.db*
  echo "$(cat got) $status"
}

@test "SMTP: what the server says decides what becomes of the mail" {
  shop
  [ "$(outcome -f RCPT)" = "failed - 500 1" ]
  [ "$(outcome -f DATA)" = "failed - 500 1" ]
  [ "$(outcome -f .)" = "failed - 500 1" ]
  [ "$(outcome -r RCPT)" = "deferred retry 450 75" ]
  [ "$(outcome -r .)" = "deferred retry 450 75" ]
  [ "$(outcome -Q .)" = "deferred retry 421 75" ]
  # Not the mail's fault: it waits, and so do all others.
  [ "$(outcome -f MAIL)" = "deferred transport 500 75" ]
  [ "$(outcome -f CONNECT)" = "deferred transport 500 75" ]
  [ "$(outcome -q EHLO)" = "deferred transport - 75" ]
  [ "$(outcome -Q RCPT)" = "deferred transport 421 75" ]
  [ "$(outcome -q DATA)" = "deferred transport - 75" ]
  # The one window that no sender can close.
  [ "$(outcome -q .)" = "unknown - 354 1" ]
}

@test "SMTP: what a server deferred goes out later, byte for byte, without being fed again" {
  shop
  start_sink -r RCPT
  message 1 >in
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 75 ]
  # Five minutes, and up to a tenth of that.
  next=$(jq -r .next_at <<<"$output")
  [[ ! $next < 2026-11-21T09:05:00Z ]]
  [[ $next < 2026-11-21T09:05:31Z ]]
  message-send --show 1 | jq -r .mail >before
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 75 ]
  [ "$(jq -r .attempts <<<"$output")" -eq 1 ]
  stop_sink
  start_sink
  shop '{name: "Another name"}'
  run message-send -q --now "$next" --transport "$smtp" </dev/null
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.status, .attempts] | join(" ")' <<<"$output")" = "sent 2" ]
  stop_sink
  sed -n '/^Date:/,$p' sink/* | diff before -
}

@test "SMTP: a message that waited for longer than its lifetime is tried before it is given up" {
  shop
  messages 1 2 >in
  # Nobody listens on port 1: the first is tried, the other is not.
  run message-send -q --transport smtp://127.0.0.1:1 in
  [ "$(jq -r '[.rule, .attempts] | join(" ")' <<<"$output" | paste -sd ' ')" = "transport 1 transport 0" ]
  cp "$XDG_STATE_HOME/aftercare/ledger.db" waiting.db
  start_sink
  run message-send -q --ledger waiting.db --now 2026-12-01T09:00:00Z --transport "$smtp" </dev/null
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "sent sent" ]
  stop_sink
  start_sink -r RCPT
  run message-send -q --now 2026-12-01T09:00:00Z --transport "$smtp" </dev/null
  [ "$status" -eq 75 ]
  [ "$(jq -r '[.status, .rule, .attempts, .code] | join(" ")' <<<"$output" | paste -sd ' ')" = \
    "failed lifetime 2 450 deferred retry 1 450" ]
  stop_sink
}

@test "SMTP: the lifetime of a message that was kept back begins with its first try" {
  shop
  messages 1 1 >in
  message-send -q --transport smtp://127.0.0.1:1 --limit 0 in >out || [ "$?" -eq 75 ]
  for now in 27T09:00:00 27T09:06:30; do
    message-send -q --transport smtp://127.0.0.1:1 --now "2026-11-${now}Z" </dev/null >>out || [ "$?" -eq 75 ]
  done
  message-send -q --transport smtp://127.0.0.1:1 --now 2026-12-02T09:00:00Z </dev/null >>out || [ "$?" -eq 1 ]
  [ "$(jq -r '[.status, .rule, .attempts] | join(" ")' out | paste -sd ,)" = \
    "deferred limit 0,deferred transport 1,deferred transport 2,failed lifetime 3" ]
}

@test "SMTP: what is unknown stays so, and is not sent again" {
  shop
  start_sink -q .
  message 1 >in
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 1 ]
  stop_sink
  rm -f sink/*
  start_sink
  run message-send -q --now 2026-11-29T09:00:00Z --transport "$smtp" in
  [ "$status" -eq 1 ]
  [ "$(jq -r .status <<<"$output")" = unknown ]
  stop_sink
  [ "$(accepted)" -eq 0 ]
}

@test "SMTP: a process that dies in doubt leaves an unknown, and one that dies before leaves a mail to send" {
  shop
  message 1 >in
  # Waits for the answer to the end of the mail, or to the recipient, until it is killed.
  for where in . RCPT; do
    rm -rf ledger.db* sink
    start_sink -W "$where:60"
    message-send -q --ledger ledger.db --transport "$smtp" in >/dev/null 2>&1 3>&- &
    sender=$!
    [ "$where" = . ] && want=indoubt || want=sending
    until [ "$(/usr/bin/python3 -c 'import sqlite3; print(*sqlite3.connect("file:ledger.db?mode=ro", uri=True).execute("select state from message").fetchone())' 2>/dev/null)" = "$want" ]; do
      sleep 0.05
    done
    # Whoever comes by meanwhile leaves it alone.
    run message-send -q --ledger ledger.db --transport "$smtp" in
    [ "$status" -eq 75 ]
    [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output")" = "deferred in-hand" ]
    kill -9 "$sender"
    wait "$sender" || true
    stop_sink
    start_sink
    run message-send -q --ledger ledger.db --transport "$smtp" </dev/null
    jq -r .status <<<"$output" >>got
    stop_sink
  done
  [ "$(paste -sd ' ' got)" = "unknown sent" ]
}

@test "SMTP: a run that is killed at any sync, send or receive sends nothing twice" {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  shop
  start_sink
  for call in fdatasync sendto recvfrom; do
    for n in {1..40}; do
      rm -f ledger.db*
      message "$call:$n" '.to.address = $to' --arg to "$call-$n@example.com" >in
      killed "$call" "$n" message-send -q --ledger ledger.db --transport "$smtp" in || break
      message-send -q --ledger ledger.db --transport "$smtp" in >out || true
      echo "$call-$n@example.com $(field status out)" >>got
    done
    [ "$n" -gt 1 ]
  done
  stop_sink
  # Both ends of the window were met.
  grep -q ' unknown$' got
  grep -q ' sent$' got
  while read -r to status; do
    n=$(grep -l "^To: .*<$to>" sink/* | wc -l)
    case $status in
      sent | duplicate) [ "$n" -eq 1 ] ;;
      unknown) [ "$n" -le 1 ] ;;
      *) false ;;
    esac || { echo "$to: $status, and the server got $n"; return 1; }
  done <got
}

# in_doubt OPTION ...: leaves message 1 in doubt: its process is killed when it has read the server's 354.
in_doubt() {
  start_sink -q .
  message 1 >in
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 1 ]
  [ "$(jq -r .status <<<"$output")" = unknown ]
  stop_sink
  rm -f sink/*
}

@test "SMTP: --unknown says what becomes of what nobody knows, on this run and later ones" {
  shop
  for policy in hold retry assume-sent; do
    rm -rf "${XDG_STATE_HOME:?}"/*
    in_doubt
    start_sink
    run message-send -q --unknown "$policy" --transport "$smtp" </dev/null
    case $policy in
      hold) [ -z "$output" ] ;;
      retry) [ "$(jq -r '[.status, .attempts] | join(" ")' <<<"$output")" = "sent 2" ] ;;
      assume-sent) [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output")" = "sent assume-sent" ] ;;
    esac
    stop_sink
    [ "$(accepted)" -eq "$([ "$policy" = retry ] && echo 1 || echo 0)" ]
    rm -f sink/*
    run message-send -q --transport smtp://127.0.0.1:1 in
    [ "$(jq -r .status <<<"$output")" = "$([ "$policy" = hold ] && echo unknown || echo duplicate)" ]
  done
}

@test "SMTP: an outcome that is unknown now is sent again later, or assumed" {
  shop
  start_sink -q .
  message 1 >in
  run message-send -q --unknown retry --transport "$smtp" in
  [ "$status" -eq 75 ]
  [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output")" = "deferred unknown" ]
  message 2 >in
  run message-send -q --unknown assume-sent --transport "$smtp" in
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output")" = "sent assume-sent" ]
  stop_sink
}

@test "SMTP: --verify-cmd can tell what became of a message" {
  shop
  for answer in 0 1 2; do
    rm -rf "${XDG_STATE_HOME:?}"/*
    in_doubt
    start_sink
    run message-send -q --verify-cmd "echo \"\$AFTERCARE_MESSAGE_ID \$AFTERCARE_RECIPIENT \$AFTERCARE_MAIL_ID\" >asked; exit $answer" \
      --transport "$smtp" in
    [[ $(cat asked) == "1 giulia@example.com <"*"@shop.example>" ]]
    case $answer in
      0) [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output")" = "sent verified" ] ;;
      1) [ "$(jq -r '[.status, .attempts] | join(" ")' <<<"$output")" = "sent 2" ] ;;
      2) [ "$(jq -r .status <<<"$output")" = unknown ] ;;
    esac
    stop_sink
    [ "$(accepted)" -eq "$((answer == 1))" ]
    rm -f sink/*
  done
}

@test "SMTP: several at once, and several a commit, each once" {
  shop
  start_sink
  messages 1 200 >in
  for options in "-j 8" "--commit-batch 20" "-j 4 --commit-batch 50"; do
    rm -rf "${XDG_STATE_HOME:?}"/* sink/*
    # shellcheck disable=SC2086
    run message-send -q $options --transport "$smtp" in
    [ "$status" -eq 0 ]
    [ "$(jq -r .status <<<"$output" | sort | uniq -c | tr -s ' ')" = " 200 sent" ]
    [ "$(jq -r .message_id <<<"$output" | sort -u | wc -l)" -eq 200 ]
    [ "$(accepted)" -eq 200 ]
    # shellcheck disable=SC2086
    run message-send -q $options --transport "$smtp" in
    [ "$(jq -r .status <<<"$output" | sort -u)" = duplicate ]
  done
  stop_sink
  [ "$(cat sink/* | sed -n 's/^Message-ID: //p' | sort | uniq | wc -l)" -eq 200 ]
}

@test "SMTP: of several a commit, what was not begun is given back" {
  messages 1 12 >in
  shop
  run message-send -q --commit-batch 8 --transport smtp://127.0.0.1:9 in
  [ "$status" -eq 75 ]
  [ "$(jq -r '.status + " " + .rule' <<<"$output" | uniq -c | tr -s ' ')" = " 12 deferred transport" ]
  run message-send --status
  [ "$(jq -r 'select(.n > 0) | "\(.n) \(.state)"' <<<"$output")" = "12 queued" ]
}

@test "one worker answers in the order of its input" {
  { messages 1 30; messages 1 30; messages 31 60; } >in
  run message-send -q in
  [ "$status" -eq 0 ]
  [ "$(jq -r .message_id <<<"$output")" = "$(jq -r .id in)" ]
  [ "$(jq -r .status <<<"$output" | uniq -c | tr -s ' ' | paste -sd ,)" = " 30 sent, 30 duplicate, 30 sent" ]
}

@test "a message that comes twice while the first is on its way is a duplicate" {
  { messages 1 3; messages 1 3; messages 1 3; } >in
  for options in "-j 8" "--commit-batch 20" "-j 1"; do
    rm -rf outbox "${XDG_STATE_HOME:?}"/*
    # shellcheck disable=SC2086
    run message-send -q $options in
    [ "$status" -eq 0 ]
    [ "$(jq -r .status <<<"$output" | sort | uniq -c | tr -s ' ' | paste -sd ,)" = " 6 duplicate, 3 sent" ]
  done
}

@test "what is fed slowly is handed over before the next is waited for" {
  mkfifo pipe
  message-send -q pipe >out 3>&- &
  run=$!
  exec 4>pipe
  messages 1 1 >&4
  echo >&4
  printf '{"type":"mess' >&4
  for _ in {1..100}; do [ ! -s out ] || break; sleep 0.05; done
  [ "$(field status out)" = sent ]
  [ "$(delivered outbox)" -eq 1 ]
  # Nothing is in hand: a signal ends it at once.
  kill "$run"
  wait "$run" || code=$?
  [ "$code" -eq 143 ]
  exec 4>&-
}

@test "SMTP: a signal lets the run finish what it has begun, and leaves the rest for the next" {
  shop
  start_sink -w 1
  messages 1 20 >in
  message-send --transport "$smtp" in >out 2>err 3>&- &
  run=$!
  for _ in {1..100}; do [ "$(accepted)" -eq 0 ] || break; sleep 0.05; done
  kill "$run"
  wait "$run" || code=$?
  [ "$code" -eq 75 ]
  grep -q 'a signal ended the run' err
  [ "$(grep -c '"status":"sent"' out)" -lt 20 ]
  stop_sink
  start_sink
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 0 ]
  stop_sink
  [ "$(cat sink/* | sed -n 's/^Message-ID: //p' | sort | uniq | wc -l)" -eq 20 ]
  [ "$(accepted)" -eq 20 ]
}

@test "--jobs and --commit-batch have their limits" {
  for wrong in "-j 0" "-j 65" "-j x" "--commit-batch 0" "--commit-batch 1001" "--unknown maybe"; do
    # shellcheck disable=SC2086
    run --separate-stderr message-send $wrong
    [ "$status" -eq 2 ]
    [ -z "$output" ]
  done
}

@test "SMTP: an address beyond ASCII goes to a server that offers SMTPUTF8, and to no other" {
  shop
  {
    message 1
    message 2 '.to.address = "\u0430\u043d\u043d\u0430@example.com"'
    message 3 '.to.address = "a@b\u00fccher.example"'
  } >in
  start_server
  smtp=smtp://127.0.0.1:$port
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 1 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "sent failed sent" ]
  [[ "$(jq -r '.detail // empty' <<<"${lines[1]}")" == *"does not offer SMTPUTF8" ]]
  stop_server
  # Neither the address nor anything of the mail was said.
  LC_ALL=C run ! grep -q $'[\x80-\xff]' server.log
  [ "$(grep -c '^MAIL' server.log)" -eq 2 ]
  [ "$(grep -c '^DATA' server.log)" -eq 2 ]
  start_server --utf8
  smtp=smtp://127.0.0.1:$port
  run message-send -q --ledger new.db --transport "$smtp" in
  [ "$status" -eq 0 ]
  stop_server
  grep -q '^RCPT TO:<анна@example.com>' server.log
  [ "$(grep -c '^MAIL.* SMTPUTF8' server.log)" -eq 1 ]
}

@test "SMTP: a sender beyond ASCII needs SMTPUTF8, too" {
  shop '{mail: {from: "почта@shop.example"}}'
  messages 1 2 >in
  start_server
  smtp=smtp://127.0.0.1:$port
  run message-send -q --transport "$smtp" in
  [ "$status" -eq 1 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "failed failed" ]
  stop_server
  run ! grep -q '^MAIL' server.log
}

@test "SMTP: a server that hangs at QUIT holds nobody up" {
  shop
  messages 1 2 >in
  # The program would wait for minutes; the limit is far from what it takes.
  start_server --hang-at-quit
  smtp=smtp://127.0.0.1:$port
  run timeout 60 message-send -q --ledger one.db --transport "$smtp" in
  [ "$status" -eq 0 ]
  grep -q '^QUIT' server.log
  stop_server
  start_server --hang-at-quit --refuse
  smtp=smtp://127.0.0.1:$port
  run timeout 60 message-send -q --ledger two.db --transport "$smtp" in
  [ "$status" -eq 1 ]
  [ "$(jq -r '[.status, .code] | join(" ")' <<<"$output" | sort -u)" = "failed 550" ]
  stop_server
}

@test "SMTP: trials keep nothing from the customer" {
  shop
  start_sink
  message 1 >in
  message-send -q --transport maildir:trial in >/dev/null
  message-send -q --transport "$smtp" --redirect-to me@shop.example in >/dev/null
  message-send -q --transport "$smtp" in >out
  [ "$(field status out)" = sent ]
  stop_sink
  [ "$(accepted)" -eq 2 ]
}

@test "the preview shows every message, and leaves no trace" {
  {
    message order:2 '.expires_at = "2020-01-01T00:00:00Z"'
    message order:10 '.class = "marketing" | .template = "coupon" | .language = "it" | .subject = "<script>alert(1)</script> \"&\"" | .html = "<p title=\"x\">&amp;</p>"'
    message order:1
  } >in
  run message-send -q --transport html:site in
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | sort -u)" = sent ]
  [ -z "$(ls -A "$HOME")" ]
  [ "$(find site/mails -name '*.html' | wc -l)" -eq 3 ]
  # In the order of the ids, as people count.
  [ "$(grep -o 'data-id="[^"]*"' site/index.html | cut -d'"' -f2 | paste -sd ' ')" = "order:1 order:2 order:10" ]
  run ! grep -rq '<script' site
  grep -q '&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&quot;' site/index.html
  grep -q '<iframe sandbox .*srcdoc="&lt;p title=&quot;x&quot;&gt;&amp;amp;&lt;/p&gt;' site/mails/*
  # Every link leads to a page.
  grep -o 'href="[^"]*"' site/index.html | cut -d'"' -f2 >pages
  [ "$(wc -l <pages)" -eq 3 ]
  while read -r page; do
    [ -f "site/$page" ]
  done <pages
}

@test "the preview's index is right after several runs, and the same for the same input" {
  messages 1 2 | message-send -q --transport html:site >/dev/null
  messages 2 3 | message-send -q --transport html:site >/dev/null
  [ "$(grep -c '<tr data-id' site/index.html)" -eq 3 ]
  messages 1 3 | message-send -q --transport html:again >/dev/null
  diff -r site again
  rm "site/mails/$(grep -o 'mails/[^"]*' site/index.html | head -n 1 | cut -d/ -f2)"
  messages 3 3 | message-send -q --transport html:site >/dev/null
  [ "$(grep -c '<tr data-id' site/index.html)" -eq 2 ]
  run --separate-stderr message-send -q --transport html:/dev/null/x <<<"$(messages 1 1)"
  [ "$status" -eq 2 ]
}

@test "records of other types are refused, or passed on" {
  echo '{"type":"order","id":"1"}' >in
  run --separate-stderr message-send -q in
  [ "$status" -eq 1 ]
  run message-send -q --pass in
  [ "$output" = '{"type":"order","id":"1"}' ]
}

@test "a server's URL that is wrong does not show its password" {
  messages 1 1 >in
  for url in 'u:sesame%zz@h/x' 'u:sesame%00@h/x' 'u:sesame@[::1]x/db' 'u:sesame@[::1' 'u:sesame@h/x?foo' 'u:se/same@h/x' \
    'u:my@sesame@h/x' 'u:sesame@h/x?bogus=1'; do
    AFTERCARE_LEDGER=postgresql://$url run -2 --separate-stderr message-send in
    [ -z "$output" ]
    [[ $stderr == *ledger* ]]
    [[ $stderr != *same* ]]
  done
  [[ $stderr == *'invalid URI query parameter: "bogus"'* ]]
}
