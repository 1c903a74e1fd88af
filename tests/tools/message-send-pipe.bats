#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send through a program that takes mail as sendmail does; here a script that says what it was given.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT AFTERCARE_SMTP_PASSWORD
  shop
  mkdir got
  # Each call leaves its words, one a line, and its input; what it does at the end is $end.
  cat >sendmail <<'END'
#!/bin/sh
mail=$(mktemp "$GOT/mail.XXXXXX")
printf '%s\n' "$@" >"$mail.words"
env >"$mail.env"
cat >"$mail"
. "$GOT/../end"
END
  chmod +x sendmail
  echo 'exit 0' >end
  export GOT=$PWD/got
  pipe=pipe:$PWD/sendmail
}

mails() {
  find got -name 'mail.??????' | wc -l
}

@test "the program gets the mail as it lies in the ledger, and the words that are needed" {
  message 1 '.subject = "Заказ" | .text = ".\n..\nFrom me\n"' >in
  run message-send -q --transport "$pipe -i" in
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.status, .transport] | join(" ")' <<<"$output")" = "sent $pipe -i" ]
  [ "$(paste -sd ' ' got/*.words)" = "-i -f hello@shop.example -- giulia@example.com" ]
  message-send --show 1 | jq -j .mail | cmp - got/mail.??????
  run ! grep -q $'\r' got/mail.??????
  rm got/*
  message 2 | message-send -q --transport "$pipe -i -t -f 'bounce@shop.example' \"a  b\"" >out
  [ "$(paste -sd '|' got/*.words)" = "-i|-t|-f|bounce@shop.example|a  b" ]
}

@test "it is known as what reaches customers: once over one way is once over all" {
  message 1 >in
  message-send -q --transport "$pipe" in >out
  start_server
  message-send -q --transport "smtp://localhost:$port" in >>out
  message-send -q --transport "$pipe -i" in >>out
  stop_server
  [ "$(jq -r .status out | paste -sd ' ')" = "sent duplicate duplicate" ]
  [ "$(mails)" -eq 1 ]
  run --separate-stderr message-send --shop /dev/null --transport "$pipe" in
  [ "$status" -eq 2 ]
}

# ended COMMAND: what becomes of a mail whose program ends so, and the detail.
ended() {
  local code=0
  echo "$1" >end
  message 1 | message-send -q --ledger ended.db --transport "$pipe" >out || code=$?
  rm ended.db*
  jq -r '[.status, .rule // "-", .code // "-"] | join(" ")' out | tr '\n' ' '
  echo "$code"
}

@test "its exit status decides what becomes of the mail, and its last words are the detail" {
  [ "$(ended 'echo queued as 7 >&2')" = "sent - - 0" ]
  [ "$(jq -r .detail out)" = "queued as 7" ]
  [ "$(ended 'exit 75')" = "deferred retry - 75" ]
  [ "$(ended 'echo one >&2; printf "no such \33[1muser\n" >&2; exit 67')" = "failed - - 1" ]
  [ "$(jq -r .detail out)" = "$PWD/sendmail: exit status 67: no such ?[1muser" ]
  [ "$(ended 'exit 78')" = "deferred transport - 75" ]
  [ "$(ended 'exit 127')" = "deferred transport - 75" ]
  [ "$(ended 'exit 1')" = "unknown - - 1" ]
  [ "$(ended 'kill -9 $$')" = "unknown - - 1" ]
  # A program that is down is so for every mail.
  echo 'exit 77' >end
  rm got/*
  { message 1 && message 2; } | message-send -q --transport "$pipe" >out || [ "$?" -eq 75 ]
  [ "$(jq -r .attempts out | paste -sd ' ')" = "1 0" ]
  [ "$(mails)" -eq 1 ]
}

@test "a program that is not there is found out before anything is written down" {
  message 1 >in
  for command in /nowhere/sendmail no-such-program-here "$PWD/shop.json"; do
    run --separate-stderr message-send --transport "pipe:$command" in
    [ "$status" -eq 2 ]
    [[ $stderr == *"pipe:$command: $command: "* ]]
  done
  [ ! -e "$XDG_STATE_HOME" ]
  for command in '' ' ' ./sendmail "'open" "$PWD/sendmail --"; do
    run --separate-stderr message-send --transport "pipe:$command" in
    [ "$status" -eq 2 ]
    [[ $stderr == *"Try 'message-send --help'"* ]]
  done
  run --separate-stderr message-send --check --transport pipe:/nowhere/sendmail
  [ "$status" -eq 2 ]
  run --separate-stderr message-send --check --transport "$pipe"
  [ "$status" -eq 0 ]
  [[ $stderr == *"$pipe: the program is there"* ]]
  [ "$(mails)" -eq 0 ]
  message-send -q --dry-run --transport pipe:/nowhere/sendmail in >out
  [ "$(jq -r .status out)" = sent ]
}

@test "nothing that a record or the shop says becomes an option, a word or a header" {
  for address in '-oQ/tmp@b' '-f@b' 'a@b -t' 'a b@c' 'a@b\nBcc: eve@c' 'a@b\u0000' '--@b'; do
    message 1 '.to.address = ("'"$address"'")'
  done >in
  message 2 '.to.address = "$IFS`id`{x}'"'"'|&*@b"' >>in
  message 3 '.subject = "-t\r\nBcc: eve@example.com\r\n\r\nx\u0000" | .to.name = "-f\r\nCc: eve@example.com"' >>in
  run --separate-stderr message-send -q --rejects rejects --transport "$pipe -i" in
  [ "$status" -eq 1 ]
  [ "$(wc -l <rejects)" -eq 7 ]
  [ "$(mails)" -eq 2 ]
  [ "$(cat got/*.words | sort -u | paste -sd ' ')" = '$IFS`id`{x}'"'"'|&*@b -- -f -i giulia@example.com hello@shop.example' ]
  run ! grep -qiE '^(b?cc):' got/mail.??????
}

@test "with -t the only recipient that the program can find is the one that is meant" {
  message 1 '.headers = {"X-Bcc": "eve@example.com", "Comments": "Bcc: eve@example.com"}' >in
  message-send -q --transport "$pipe -i -t" in >out
  message-send -q --transport "$pipe -i -t" --redirect-to me@shop.example in >>out
  [ "$(jq -r '[.status, .to] | join(" ")' out | paste -sd ,)" = "sent giulia@example.com,sent me@shop.example" ]
  [ "$(grep -hiE '^(resent-)?(to|b?cc):' got/mail.?????? | sort | paste -sd ,)" = \
    "To: Giulia Ferri <giulia@example.com>,To: Giulia Ferri <me@shop.example>" ]
}

@test "several programs run at once, and each mail is given to one of them" {
  for n in {1..40}; do
    message "$n" '.to.address = $to' --arg to "c$n@example.com"
  done >in
  message-send -q -j 8 --transport "$pipe" in >out
  [ "$(jq -r .status out | sort | uniq -c | xargs)" = "40 sent" ]
  [ "$(mails)" -eq 40 ]
  for words in got/*.words; do
    grep -qF "<$(tail -n 1 "$words")>" "${words%.words}"
  done
  [ "$(cat got/*.words | grep -c '^c[0-9]*@')" -eq 40 ]
  [ "$(cat got/*.words | grep '^c[0-9]*@' | sort -u | wc -l)" -eq 40 ]
}

@test "the program gets nothing of ours but the mail" {
  message 1 | AFTERCARE_SMTP_PASSWORD=geheim message-send -q --transport "$pipe" >/dev/null
  run ! grep -q AFTERCARE_ got/*.env
  grep -q '^GOT=' got/*.env
  # Not the ledger, nor any other open file.
  echo 'ls /proc/self/fd >"$GOT/files" 2>&1; out=$(readlink /proc/$$/fd/1); echo "$out" >>"$GOT/files"; echo noise' >end
  message 2 | message-send -q --transport "$pipe" >out
  # The folder that is listed is the last of them.
  [ "$(grep -c '^[0-9]' got/files)" -eq 4 ]
  grep -qx /dev/null got/files
  [ "$(wc -l <out)" -eq 1 ]
}

@test "the ledger is told before the program is started, and a process that dies with it leaves an unknown" {
  cat >end <<'END'
/usr/bin/python3 -c 'import sqlite3; print(*sqlite3.connect("file:ledger.db?mode=ro", uri=True).execute("select state from message").fetchone())' >"$GOT/state"
kill -9 "$PPID"
END
  message 1 >in
  run -137 message-send -q --ledger ledger.db --transport "$pipe" in
  [ "$(cat got/state)" = indoubt ]
  echo 'exit 0' >end
  run message-send -q --ledger ledger.db --transport "$pipe" in
  [ "$(jq -r .status <<<"$output" | sort -u)" = unknown ]
  [ "$(mails)" -eq 1 ]
}

@test "a long mail does not wait for a program that reads slowly, or not at all" {
  message 1 '.text = "line of text\n" * 100000' >in
  message-send -q --transport "$pipe" in >out
  [ "$(jq -r .status out)" = sent ]
  [ "$(wc -c <got/mail.??????)" -gt 1000000 ]
  printf '#!/bin/sh\nexit 75\n' >sendmail
  run timeout 60 message-send -q --ledger new.db --transport "$pipe" in
  [ "$status" -eq 75 ]
}

@test "what a batch has claimed and never begun is not in doubt" {
  for n in {1..20}; do message "m$n"; done >in
  echo 'exit 78' >end
  run message-send -q --commit-batch 10 --transport "$pipe" in
  [ "$status" -eq 75 ]
  [ "$(jq -r '[.status, .rule] | join(" ")' <<<"$output" | sort -u)" = "deferred transport" ]
  [ "$(message-send --status | jq -r 'select(.type == "ledger_status" and .n > 0) | .state')" = queued ]
  echo 'exit 0' >end
  run message-send -q --now 2026-11-21T12:00:00Z --transport "$pipe" in
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | sort -u)" = sent ]
}

@test "after a signal nothing more is begun, though all of the input was read" {
  for n in {1..8}; do message "m$n"; done >in
  echo 'while [ ! -e go ]; do sleep 0.05; done' >end
  for options in "-j 1" "-j 4" "--commit-batch 20"; do
    rm -rf got/* go "${XDG_STATE_HOME:?}"/*
    # shellcheck disable=SC2086
    message-send -q $options --transport "$pipe" in >out 2>/dev/null 3>&- &
    run=$!
    for _ in {1..200}; do [ "$(mails)" -eq 0 ] || break; sleep 0.05; done
    sleep 0.2
    kill "$run"
    sleep 1
    begun=$(mails)
    touch go
    code=0
    wait "$run" || code=$?
    [ "$code" -eq 75 ]
    [ "$(mails)" -eq "$begun" ]
    [ "$(grep -c '"status":"sent"' out)" -eq "$begun" ]
    run message-send -q --transport "$pipe" in
    [ "$status" -eq 0 ]
    [ "$(mails)" -eq 8 ]
  done
}
