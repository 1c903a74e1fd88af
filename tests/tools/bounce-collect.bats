#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# bounce-collect: what comes back becomes suppressions and receipts, each mail once.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  mails=$SRC/tests/tools/bounces
  printf 'a key of enough bytes to sign with' >key
  chmod 600 key
  echo '{"name":"Ferri","email":"hello@shop.example","mail":{"return_path":"bounce+{token}@shop.example"},
    "secrets":{"signing_key_file":"key"},"ledger":"ledger.db"}' >shop.json
}

# message ID ADDRESS: a message record.
message() {
  jq -nc --arg id "$1" --arg to "$2" '{type: "message", id: $id, class: "transactional", channel: "email",
    to: {address: $to}, subject: "Your order", text: "Thank you."}'
}

# sent ID ADDRESS: sends it; sets mail_id and token from what went out.
sent() {
  message "$1" "$2" | message-send -q --transport maildir:outbox >/dev/null
  mail_id=$(message-send --show "$1" | jq -r .mail | sed -n 's/^Message-ID: //p' | tail -n 1)
  [ -n "$mail_id" ]
  token=$(bounce_token)
}

# bounce_token: the token of the row of the ledger that was put in last.
bounce_token() {
  python3 - <<'PY'
import base64, hashlib, hmac, sqlite3

def text(raw):
    return base64.b32encode(raw).decode().lower().rstrip("=")

row = sqlite3.connect("ledger.db").execute("SELECT key FROM message ORDER BY row DESC LIMIT 1").fetchone()[0][:16]
mac = hmac.new(b"a key of enough bytes to sign with", b"bounce" + row, hashlib.sha256).digest()[:10]
print(text(row) + text(mac))
PY
}

# mail NAME: one of the mails, for the message that was sent last.
mail() {
  sed "s/@ADDRESS@/${address:-giulia.ferri@example.com}/g; s/@ID@/$mail_id/g; s/@TOKEN@/$token/g" "$mails/$1.eml"
}

# came_to FILE: the records in FILE in the words of the table of expectations.
came_to() {
  jq -sr '[(map(select(.type == "suppression"))[0].reason // "-"),
    (map(select(.type == "receipt"))[0] | (.status // "-"), (.rule // "-"), ((.detail // "-") | split(" ")[0]))] | join(" ")' "$1"
}

@test "every mail of the kinds that there are comes to what it should" {
  sent order-confirm:1 giulia.ferri@example.com
  grep -v '^#' "$mails/expected" >table
  [ "$(wc -l <table)" -eq "$(find "$mails" -name '*.eml' | wc -l)" ]
  while read -r name want; do
    mail "$name" >one.mail
    bounce-collect -q one.mail >got 2>said || { echo "$name: status $?"; cat said; return 1; }
    [ "$(came_to got)" = "$want" ] || { echo "$name: $(came_to got), not $want"; cat got; return 1; }
    [ ! -s said ] || { echo "$name: $(cat said)"; return 1; }
    [ ! -s got ] || "$SRC/tests/records/validate.py" got
  done <table
}

# letter NAME FILE: FILE holds that mail.
letter() {
  mail "$1" >"$2"
}

# maildir DIR: an empty one.
maildir() {
  mkdir -p "$1/new" "$1/cur" "$1/tmp"
}

# killed CALL N COMMAND ...: runs the command; true where it was killed at the Nth such system call.
killed() {
  local call=$1 n=$2 status=0
  shift 2
  strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$n" -- "$@" 2>/dev/null 3>&- || status=$?
  [ "$status" -eq 137 ]
}

@test "a forged report suppresses nobody" {
  sent order-confirm:1 giulia.ferri@example.com
  maildir box
  address=victim@example.com letter postfix box/new/1.a
  # The message that the forger got, and somebody else's address.
  mail_id='<no.such.id@shop.example>' letter postfix box/new/2.b
  # A token with one character changed.
  token=${token:0:41}$([ "${token:41}" = a ] && echo b || echo a) letter verp box/new/3.c
  run --separate-stderr bounce-collect --rejects rejects box
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "${stderr_lines[0]}" = "bounce-collect: box/1.a:1: nothing shows that the shop wrote to victim@example.com: no token of its own, and no Message-ID with that recipient in the ledger" ]
  [[ ${stderr_lines[2]} == "bounce-collect: box/3.c:1: nothing shows that the shop wrote to g.ferri@forwarded.example: "* ]]
  [ "${stderr_lines[3]}" = "bounce-collect: 3 mails: nothing" ]
  [ "$(jq -r '.source' rejects | paste -sd ' ')" = "box/1.a box/2.b box/3.c" ]
  [ "$(jq -r '.raw' rejects | head -n 1)" = "Return-Path: <>" ]
  [ "$(ls box/cur)" = $'1.a:2,FS\n2.b:2,FS\n3.c:2,FS' ]
}

@test "a message that was never handed over cannot come back" {
  message order-confirm:1 giulia.ferri@example.com | message-send -q --limit 0 >/dev/null || true
  column() { python3 -c 'import sqlite3, sys; print(*sqlite3.connect("ledger.db").execute(f"SELECT {sys.argv[1]} FROM message").fetchone())' "$1"; }
  [ "$(column attempts)" = 0 ]
  mail_id=$(column mail_id)
  token=$(bounce_token)
  letter postfix mail
  run --separate-stderr bounce-collect -q mail
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  letter verp mail
  run --separate-stderr bounce-collect -q mail
  [ "$status" -eq 1 ]
  [ -z "$output" ]
}

@test "without a ledger nothing is read, and nothing counts as read" {
  mkdir -p box/new box/cur box/tmp
  letter postfix box/new/1.a
  run --separate-stderr bounce-collect -q --ledger nowhere/ledger.db box
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [[ $stderr == *"nowhere/ledger.db: there is no ledger"* ]]
  [ -f box/new/1.a ]
}

@test "with --trust-recipient a report is taken at its word" {
  letter postfix mail
  run --separate-stderr bounce-collect -q --trust-recipient mail
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.type, .address, .reason] | @tsv' <<<"$output")" = $'suppression\tgiulia.ferri@example.com\tbounce' ]
}

@test "a Maildir is read once, and keeps its mails and their flags" {
  sent order-confirm:1 giulia.ferri@example.com
  maildir box
  letter postfix box/new/1.a
  letter qmail box/cur/2.b:2,R
  letter gmail box/cur/3.c:2,S
  run --separate-stderr bounce-collect --dry-run box
  [ "$status" -eq 0 ]
  [ "$stderr" = "bounce-collect: 2 mails: 2 hard" ]
  [ -e box/new/1.a ]
  bounce-collect -q box >got
  [ "$(wc -l <got)" -eq 4 ]
  [ "$(ls box/new)" = "" ]
  [ "$(ls box/cur)" = $'1.a:2,S\n2.b:2,RS\n3.c:2,S' ]
  run --separate-stderr bounce-collect box
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ "$stderr" = "bounce-collect: 0 mails: nothing" ]
}

@test "what was read is not marked where its records could not be written" {
  sent order-confirm:1 giulia.ferri@example.com
  maildir box
  letter postfix box/new/1.a
  full() { bounce-collect -q box >/dev/full; }
  run --separate-stderr full
  [ "$status" -eq 2 ]
  [ -e box/new/1.a ]
  # A reader that has gone.
  mkfifo pipe
  # shellcheck disable=SC2094
  exec 6<>pipe 5>pipe 6>&-
  gone() { bounce-collect -q box >&5; }
  run --separate-stderr gone
  exec 5>&-
  [ "$status" -eq 2 ]
  [ -e box/new/1.a ]
  # A ledger that cannot be read.
  mv ledger.db kept
  echo "no ledger" >ledger.db
  run --separate-stderr bounce-collect -q box
  [ "$status" -eq 75 ]
  [ -e box/new/1.a ]
}

@test "without a ledger no mail is taken for forged and put aside" {
  sent order-confirm:1 giulia.ferri@example.com
  maildir box
  mail postfix >box/new/1.a
  run --separate-stderr bounce-collect -q --ledger elsewhere.db box
  [ "$status" -eq 2 ]
  [ "$stderr" = "bounce-collect: elsewhere.db: there is no ledger" ]
  [ -e box/new/1.a ]
  run bounce-collect -q box
  [ "$status" -eq 0 ]
  [ -n "$output" ]
}

@test "an mbox is read once with --state, however it grows and is rotated" {
  sent order-confirm:1 giulia.ferri@example.com
  post() { printf 'From MAILER-DAEMON Sat Nov 21 09:00:09 2026\n' && mail "$1" | sed 's/^>*From />&/' && printf '\n'; }
  post postfix >mbox
  bounce-collect -q --state state mbox >got
  [ "$(wc -l <got)" -eq 2 ]
  run --separate-stderr bounce-collect -q --state state mbox
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  post qmail >>mbox
  { printf 'From x Sat Nov 21 09:00:09 2026\nSubject: no report\n\nhi\n\n'; } >>mbox
  run --separate-stderr bounce-collect -q --state state mbox
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 2 ]
  # Its line is that of the whole file.
  [ "$stderr" = "bounce-collect: mbox:$(grep -n '^Subject: no report' mbox | cut -d: -f1): is no report that a mail system sends back" ]
  mv mbox mbox.1
  post gmail >mbox
  bounce-collect -q --state state mbox.1 mbox >got
  [ "$(wc -l <got)" -eq 2 ]
  # Without it, and from a pipe, it is read whole.
  [ "$(bounce-collect -q mbox.1 2>/dev/null | wc -l)" -eq 4 ]
  [ "$(bounce-collect -q - <mbox | wc -l)" -eq 2 ]
  # Two runs at once would undo each other's state.
  run --separate-stderr flock state.lock bounce-collect -q --state state mbox
  [ "$status" -eq 75 ]
}

@test "a run that is killed anywhere is finished by the next one" {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  sent order-confirm:1 giulia.ferri@example.com
  mkdir mails
  for name in postfix qmail verp; do letter $name mails/$name; done
  post() { printf 'From MAILER-DAEMON Sat Nov 21 09:00:09 2026\n' && cat "mails/$1" && printf '\n'; }
  collect() { bounce-collect -q --state state "$1" >>out; }
  for kind in maildir mbox; do
    for call in renameat2 rename fsync write openat; do
      for n in {1..60}; do
        rm -rf box out state*
        if [ $kind = maildir ]; then
          maildir box
          for name in postfix qmail verp; do cp mails/$name box/new/1.$name; done
        else
          for name in postfix qmail verp; do post $name; done >box
        fi
        [ -e "want.$kind" ] || { cp -r box copy; bounce-collect -q copy >want.$kind; rm -r copy; }
        killed "$call" "$n" bounce-collect -q --state state box >>out || break
        collect box || { echo "$kind $call $n: $?"; return 1; }
        collect box
        # Nothing is lost, and whatever came twice is the same.
        [ "$(grep -v '^$' out | sort -u)" = "$(sort -u want.$kind)" ] || { echo "$kind $call $n:"; cat out; return 1; }
        [ $kind = mbox ] || [ "$(find box/cur -name '*:2,S' | wc -l)" -eq 3 ]
      done
      echo "$kind $call $n" >>points
    done
  done
  # Each kind has such moments.
  grep -qE '^maildir renameat2 [2-9]' points
  grep -qE '^mbox rename [2-9]' points
  grep -qE '^maildir fsync [2-9]' points
  grep -qE '^mbox fsync [2-9]' points
}

@test "an error of the disk is told, and what was not safe is read again" {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  sent order-confirm:1 giulia.ferri@example.com
  # A sanitizer cannot look for leaks below strace, and says so by its status.
  export ASAN_OPTIONS=detect_leaks=0
  for call in renameat2 fsync write; do
    for n in {1..30}; do
      rm -rf box out
      maildir box
      letter postfix box/new/1.a
      status=0
      strace -qq -o trace -e trace="$call" -e inject="$call:error=EIO:when=$n" -- bounce-collect -q box >>out 2>said 3>&- || status=$?
      grep -q INJECTED trace || break
      [ "$status" -ge 2 ] || { echo "$call $n: $status"; cat said; return 1; }
      [ -s said ] || { echo "$call $n says nothing"; return 1; }
      bounce-collect -q box >>out
      [ "$(grep -c '"type":"suppression"' out)" -ge 1 ]
      [ -e box/cur/1.a:2,S ]
    done
    [ "$n" -gt 1 ]
  done
}

@test "many recipients of one report" {
  sent order-confirm:1 giulia.ferri@example.com
  {
    printf 'From: MAILER-DAEMON@mx.example.com\nContent-Type: multipart/report; boundary=b\n\n'
    printf -- '--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n'
    for i in {1..5000}; do printf '\nFinal-Recipient: rfc822; u%d@example.com\nAction: failed\nStatus: 5.1.1\n' "$i"; done
    printf -- '\n--b--\n'
  } >mail
  run --separate-stderr bounce-collect -q mail
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "$stderr" = "bounce-collect: mail:1: nothing shows that the shop wrote to u1@example.com and 4999 others: no token of its own, and no Message-ID with that recipient in the ledger" ]
  bounce-collect -q --trust-recipient mail >got
  [ "$(jq -r .address got | sort -u | wc -l)" -eq 5000 ]
}

@test "parts a hundred deep, and a mail of 50 MB in bounded memory" {
  sent order-confirm:1 giulia.ferri@example.com
  {
    printf 'From: x@example.com\n'
    for i in {1..100}; do printf 'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' "$i" "$i"; done
    printf '\ndeep\n'
  } >mail
  run --separate-stderr bounce-collect -q mail
  [ "$status" -eq 1 ]
  [ "$stderr" = "bounce-collect: mail:1: is no report that a mail system sends back" ]
  maildir box
  { mail postfix | sed '/^Thank you/q'; head -c 50000000 /dev/zero | tr '\0' x | fold -w 76; } >box/new/1.a
  { mail postfix | sed '/^Thank you/q'; head -c 50000000 /dev/zero | tr '\0' x; } >box/new/2.b
  python3 - <<'PY'
import resource, subprocess
out = subprocess.run(["bounce-collect", "-q", "box"], capture_output=True, check=True).stdout
assert out.count(b'"rule":"hard"') == 2, out
kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert kilobytes < 200000, kilobytes
PY
}

@test "what came back goes into the ledger and keeps mail from going" {
  message-send --help | grep -q import-suppressions || skip "message-send imports nothing yet"
  sent order-confirm:1 giulia.ferri@example.com
  letter postfix mail
  bounce-collect -q mail | message-send -q --import-suppressions
  [ "$(message-send --show order-confirm:1 | jq -r .status)" = failed ]
  message order-confirm:2 Giulia.Ferri@example.com | message-send -q --transport maildir:outbox >got || true
  [ "$(jq -r .status got)" = suppressed ]
  # Twice changes nothing.
  bounce-collect -q mail | message-send -q --import-suppressions
  [ "$(message-send --show order-confirm:1 | jq -r .status)" = failed ]
}
