#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# unsubscribe-collect: whom a log, a page or a mailbox says to write to no more, and that nothing else does.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT
  export AFTERCARE_LEDGER=$PWD/ledger.db
  (umask 077 && echo 'the key of a shop in a test' >signing.key)
  shop '{unsubscribe: "https://shop.example/u/{token}", unsubscribe_mailto: "bye@shop.example"}'
  offers elena tomasz margaux
}

teardown() {
  [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
}

# shop MAIL [MORE]: a shop file with MAIL as its `mail`.
shop() {
  jq -n '{name: "Bottega", email: "hello@shop.example", secrets: {signing_key_file: "signing.key"}, mail: '"$1"'} + '"${2:-{\}}" >shop.json
}

# offers NAME ...: the ledger has a mail to each; nothing is sent.
offers() {
  printf '%s\n' "$@" | jq -Rc '{type: "message", id: "offer:\(.)", class: "marketing", channel: "email", to: {address: "\(.)@example.com"},
    subject: "Offers", text: "Offers\n", consent: {marketing: true}}' |
    message-send -q --transport smtp://localhost:1 --limit 0 >/dev/null || [ "$?" -eq 75 ]
}

# token NAME: that of NAME's mail.
token() {
  message-send --show "offer:$1" | jq -r .mail | sed -n 's/^List-Unsubscribe: .*unsubscribe%20\([a-z2-7]\{42\}\)>$/\1/p'
}

# hit METHOD TARGET [STATUS]: a line of a log.
hit() {
  printf '192.0.2.7 - - [21/Nov/2026:10:02:11 +0100] "%s %s HTTP/1.1" %s 512 "-" "Mail/1.0 (\\"x\\")"\n' "$1" "$2" "${3:-200}"
}

# names FILE: whom its records are about.
names() {
  jq -r '.address | rtrimstr("@example.com")' "$1" | paste -sd ' '
}

# letter SUBJECT TO: a mail.
letter() {
  printf 'Received: from mx.example by shop.example; Sat, 21 Nov 2026 10:02:11 +0100\nFrom: Somebody <somebody@example.net>\nTo: %s\nSubject: %s\nDate: Sat, 21 Nov 2026 10:00:00 +0100\n\nbye\n' "$2" "$1"
}

# killed CALL N COMMAND ...: runs the command until its Nth system call CALL; false where it ends before that.
killed() {
  local call=$1 n=$2 status=0
  shift 2
  strace -f -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$n" -- "$@" 3>&- || status=$?
  [ "$status" -eq 137 ]
}

can_trace() {
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
}

@test "a POST in a log makes a suppression, and nothing else does" {
  elena=$(token elena) tomasz=$(token tomasz) margaux=$(token margaux)
  {
    hit POST "/u/$elena"
    hit GET "/u/$tomasz"
    hit HEAD "/u/$tomasz"
    hit OPTIONS "/u/$tomasz"
    hit POST "/u/$tomasz" 404
    hit POST "/u/$tomasz" 301
    hit POST "/u/$tomasz" 499
    hit POST "/v/$tomasz"
    hit POST "/u/$tomasz/more"
    hit POST /checkout
    hit POST "/u/${margaux^^}?utm_source=x"
    printf 'x - - [21/Nov/2026:10:02:11 +0100] "\\x16\\x03" 400 0 "-" "-"\n'
  } >log
  run --separate-stderr unsubscribe-collect log
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  jq -se '.[0] == {type: "suppression", address: "elena@example.com", channel: "email", reason: "unsubscribe",
    at: "2026-11-21T10:02:11+01:00", source: "unsubscribe-collect"}' <<<"$output"
  echo "$output" >got
  [ "$(names got)" = "elena margaux" ]
  "$SRC/tests/records/validate.py" got
}

@test "whom a click names gets no more offers, however often that is imported" {
  hit POST "/u/$(token elena)" >log
  unsubscribe-collect log >>suppressions
  unsubscribe-collect log >>suppressions
  message-send -q --import-suppressions suppressions >first
  message-send -q --import-suppressions suppressions >second
  message-send -q --transport maildir:outbox >receipts <<<"$(printf '%s\n' elena tomasz | jq -Rc '{type: "message", id: "next:\(.)",
    class: "marketing", channel: "email", to: {address: "\(.)@example.com"}, subject: "More", text: "More\n", consent: {marketing: true}}')"
  [ "$(jq -r '[.to, .status] | join(" ")' receipts | paste -sd ,)" = "elena@example.com suppressed,tomasz@example.com sent" ]
  # Not what is about her orders.
  jq -nc '{type: "message", id: "order:1", class: "transactional", channel: "email", to: {address: "elena@example.com"},
    subject: "Your order", text: "It is on its way."}' | message-send -q --transport maildir:outbox >receipts
  [ "$(jq -r .status receipts)" = sent ]
}

@test "what is forged, cut or unknown is refused with its place, and names nobody" {
  elena=$(token elena)
  other=$(echo 'another key altogether' >key && chmod 600 key && shop '{unsubscribe_mailto: "bye@shop.example"}' '{secrets: {signing_key_file: "key"}}' && rm ledger.db && offers elena nobody && token elena)
  unknown=$(shop '{unsubscribe_mailto: "bye@shop.example"}' && rm ledger.db && offers stranger && token stranger)
  shop '{unsubscribe: "https://shop.example/u/{token}"}'
  rm ledger.db
  offers elena
  {
    hit POST "/u/$other"
    hit POST "/u/${elena%?}"
    hit POST "/u/${elena}a"
    hit POST "/u/$unknown"
    hit POST /u/
    hit POST "/u/elena@example.com"
    hit POST "/u/%00$elena"
    hit POST "/u/$elena"
    hit POST "/u/%$(printf '%x' "'${elena:0:1}")${elena:1}"
  } >log
  run --separate-stderr unsubscribe-collect --rejects rejects log
  [ "$status" -eq 1 ]
  [ "$(jq -r .address <<<"$output" | paste -sd ' ')" = "elena@example.com elena@example.com" ]
  [ "$(jq -r .line rejects | paste -sd ' ')" = "1 2 3 4 5 6 7" ]
  [ "$(jq -r 'select(.line == 4) | .reason' rejects)" = "has the token of a mail that the ledger lacks" ]
  [ "$(jq -r 'select(.line != 4) | .reason' rejects | sort -u)" = "has a token that this shop has not signed" ]
  run ! grep -q '@' <<<"$stderr"
  [ "$(jq -r 'select(.line == 1) | .raw' rejects)" = "$(sed -n 1p log)" ]
  "$SRC/tests/records/validate.py" rejects
}

@test "the page may have its token in the query, and be elsewhere than the shop says" {
  elena=$(token elena) tomasz=$(token tomasz)
  shop '{unsubscribe: "https://shop.example/bye?l=it"}'
  { hit POST "/bye?l=it&t=$elena" && hit POST "/bye?fbclid=1&t=$tomasz" && hit POST "/u/$elena"; } >log
  unsubscribe-collect log >got
  [ "$(names got)" = "elena tomasz" ]
  hit POST "/apps/bye/$elena" >log
  unsubscribe-collect --page '/apps/bye/{token}' log >got
  [ "$(names got)" = elena ]
  shop '{}'
  run --separate-stderr unsubscribe-collect log
  [ "$status" -eq 2 ]
  [[ $stderr == *"--page"* ]]
  run --separate-stderr unsubscribe-collect --page 'https://shop.example/#{token}' log
  [ "$status" -eq 2 ]
  [ -z "$output" ]
}

@test "logs in JSON, by the usual names and by others" {
  elena=$(token elena) tomasz=$(token tomasz)
  jq -nc --arg t "$elena" '{m: "POST", where: {to: "/u/\($t)"}, code: 200, when: 1795251731}' >log
  run --separate-stderr unsubscribe-collect log
  [ "$status" -eq 1 ]
  [[ $stderr == *"log:1: names no request: --fields says how" ]]
  unsubscribe-collect --fields method=m,uri=where.to,status=code,time=when log >got
  [ "$(names got) $(jq -r .at got)" = "elena 2026-11-21T09:02:11Z" ]
  run --separate-stderr unsubscribe-collect --fields colour=x log
  [ "$status" -eq 2 ]
}

@test "bad lines cost themselves only: huge ones, garbage, no UTF-8" {
  elena=$(token elena)
  {
    head -c 17000000 /dev/zero | tr '\0' '['
    echo
    printf '\377\376\000\n'
    printf '{"method":"POST"\n'
    printf 'x - - [21/Nov/2026:10:02:11 +0100] "POST /u/%s HTTP/1.1\n' "$elena"
    hit POST "/u/$elena"
  } >log
  run --separate-stderr unsubscribe-collect --rejects rejects log
  [ "$status" -eq 1 ]
  [ "$(wc -l <<<"$output")" -eq 1 ]
  [ "$(jq -r .line rejects | paste -sd ' ')" = "1 2 3 4" ]
  [ "$(wc -c <rejects)" -lt 20000 ]
}

@test "with a state a log goes on where it was left, through rotations" {
  elena=$(token elena) tomasz=$(token tomasz) margaux=$(token margaux)
  hit POST "/u/$elena" >log
  unsubscribe-collect --state state log >got
  [ "$(names got)" = elena ]
  unsubscribe-collect --state state log >got
  [ ! -s got ]
  hit POST "/u/$tomasz" | head -c 80 >>log
  unsubscribe-collect --state state log >got
  [ ! -s got ]
  hit POST "/u/$tomasz" | tail -c +81 >>log
  mv log log.1
  hit POST "/u/$margaux" >log
  unsubscribe-collect --state state log >got
  [ "$(names got)" = "tomasz margaux" ]
  hit POST "/u/$elena" | head -c 200 >log
  unsubscribe-collect --state state log >got
  [ "$(names got)" = elena ]
  echo garbage >>log
  run --separate-stderr unsubscribe-collect --state state log
  [ "$status" -eq 1 ]
  [[ $stderr == "unsubscribe-collect: log:2: "* ]]
  run --separate-stderr unsubscribe-collect --state state log
  [ "$status" -eq 0 ]
}

@test "what was read is only marked when it has been written" {
  hit POST "/u/$(token elena)" >log
  run --separate-stderr unsubscribe-collect --state state log >/dev/full
  into_full() { unsubscribe-collect --state state log >/dev/full; }
  rm -f state
  run --separate-stderr into_full
  [ "$status" -eq 2 ]
  [ ! -e state ]
  # Without the ledger nothing can be told.
  mv ledger.db away.db
  run --separate-stderr unsubscribe-collect --state state log
  [ "$status" -eq 2 ]
  [ ! -e state ]
  mv away.db ledger.db
  mv signing.key away.key
  run --separate-stderr unsubscribe-collect --state state log
  [ "$status" -eq 2 ]
  [ ! -e state ]
  mv away.key signing.key
  unsubscribe-collect --state state log >got
  [ "$(names got)" = elena ]
}

@test "the ledger of the shop file may be a server" {
  hit POST "/u/$(token elena)" >log
  shop '{unsubscribe: "https://shop.example/u/{token}"}' '{ledger: "postgresql://127.0.0.1:1/aftercare"}'
  unset AFTERCARE_LEDGER
  run --separate-stderr unsubscribe-collect --state state log
  [ "$status" -eq 75 ]
  [[ $stderr != *"/postgresql:"* ]]
  [ ! -e state ]
}

@test "half a line that a full disk has left is ended by the next run" {
  hit POST "/u/$(token elena)" >log
  printf '{"type":"suppression","addr' >got
  unsubscribe-collect log >>got
  [ "$(wc -l <got)" -eq 2 ]
  [ "$(sed -n 2p got | jq -r .address)" = elena@example.com ]
  unsubscribe-collect log >>got
  [ "$(wc -l <got)" -eq 3 ]
}

@test "a run that is killed at any write, sync or rename loses nothing" {
  can_trace
  for name in elena tomasz margaux; do hit POST "/u/$(token "$name")"; done >log
  unsubscribe-collect log >want
  collect() { unsubscribe-collect --state state log >>got 2>/dev/null; }
  for call in write fsync fdatasync rename renameat2 lseek; do
    for n in {1..30}; do
      rm -f state state.lock got
      killed "$call" "$n" bash -c 'exec unsubscribe-collect --state state log >>got 2>/dev/null' || break
      collect
      # Each record once or more, no half of one, and the next run has nothing to say.
      sort -u got | cmp -s - <(sort want) || { echo "$call $n: $(cat got)"; return 1; }
      cp got before
      collect
      cmp got before
    done
    # None of a call that it does not make.
    [ "$n" -gt 1 ] || [ "$call" != write ]
  done
}

@test "a mail to the address makes a suppression, once" {
  elena=$(token elena) tomasz=$(token tomasz) margaux=$(token margaux)
  mkdir -p box/new box/cur box/tmp
  letter "unsubscribe $elena" bye@shop.example >box/new/1.a.host
  letter "Re: stop" "bye+$tomasz@shop.example" >box/cur/2.b.host:2,
  letter "unsubscribe $margaux" bye@shop.example >box/cur/3.c.host:2,S
  letter "please stop writing to me" bye@shop.example >box/new/4.d.host
  run --separate-stderr unsubscribe-collect --mail --rejects rejects box
  [ "$status" -eq 1 ]
  [ "$(jq -r .address <<<"$output" | paste -sd ' ')" = "elena@example.com tomasz@example.com" ]
  [ "$(jq -r .at <<<"$output" | sort -u)" = "2026-11-21T10:02:11+01:00" ]
  [ "$stderr" = "unsubscribe-collect: box/4.d.host:1: has no token in its subject or in the address it went to" ]
  [ "$(jq -r .source rejects)" = "box/4.d.host" ]
  [ -z "$(ls box/new)" ]
  [ "$(find box/cur -type f -printf '%f\n' | sort | paste -sd ' ')" = "1.a.host:2,S 2.b.host:2,S 3.c.host:2,S 4.d.host:2,FS" ]
  run --separate-stderr unsubscribe-collect --mail box
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  { printf 'From a Sat Nov 21 10:02:11 2026\n' && letter "unsubscribe $elena" bye@shop.example && printf '\n'; } >mbox
  unsubscribe-collect --mail --state state mbox >got
  [ "$(names got)" = elena ]
  { printf 'From a Sat Nov 21 10:02:11 2026\n' && letter "unsubscribe $margaux" bye@shop.example && printf '\n'; } >>mbox
  unsubscribe-collect --mail --state state mbox >got
  [ "$(names got)" = margaux ]
  run --separate-stderr unsubscribe-collect --mail "$HOME"
  [ "$status" -eq 2 ]
}

@test "a run over a Maildir that is killed at any write, sync or rename loses nothing" {
  can_trace
  elena=$(token elena) tomasz=$(token tomasz)
  for call in write fsync renameat2; do
    for n in {1..30}; do
      rm -rf box got
      mkdir -p box/new box/cur box/tmp
      letter "unsubscribe $elena" bye@shop.example >box/new/1.a.host
      letter "unsubscribe $tomasz" bye@shop.example >box/new/2.b.host
      killed "$call" "$n" bash -c 'exec unsubscribe-collect --mail box >>got 2>/dev/null' || break
      unsubscribe-collect --mail box >>got
      [ "$(sort -u got | names -)" = "elena tomasz" ] || { echo "$call $n: $(cat got)"; return 1; }
      [ "$(find box/cur -name '*:2,S' | wc -l)" -eq 2 ]
    done
    [ "$n" -gt 1 ]
  done
}

@test "keys that were used before are good, others are not" {
  hit POST "/u/$(token elena)" >log
  mv signing.key old.key
  (umask 077 && echo 'the key of the year after' >signing.key)
  run --separate-stderr unsubscribe-collect log
  [ "$status" -eq 1 ]
  shop '{unsubscribe: "https://shop.example/u/{token}"}' '{secrets: {signing_key_file: "signing.key", old_signing_key_files: ["old.key"]}}'
  unsubscribe-collect log >got
  [ "$(names got)" = elena ]
}

# asks METHOD TARGET [BODY [LANGUAGES]]: the answer of the program as a CGI.
asks() {
  local body=${3:-}
  env GATEWAY_INTERFACE=CGI/1.1 REQUEST_METHOD="$1" REQUEST_URI="$2" CONTENT_LENGTH=${#body} HTTP_ACCEPT_LANGUAGE="${4:-}" \
    CONTENT_TYPE=application/x-www-form-urlencoded unsubscribe-collect --cgi --spool spool <<<"$body" | tr -d '\r'
}

@test "the page asks, and a POST is noted before it is answered" {
  elena=$(token elena)
  asks GET "/u/$elena" '' 'it-IT,it;q=0.9' >got
  [ "$(sed -n 1p got)" = "Status: 200 OK" ]
  grep -q '<html lang="it">' got
  grep -q '<form method="post"><button name="unsubscribe" value="yes">Basta offerte</button></form>' got
  run ! grep -qiE "script>|set-cookie|location:|$elena|@example|the key" got
  [ ! -e spool ]
  asks HEAD "/u/$elena" >got
  [ "$(tail -n 1 got)" = "" ]
  asks POST "/u/$elena" 'List-Unsubscribe=One-Click' >got
  [ "$(sed -n 1p got)" = "Status: 200 OK" ]
  [ "$(stat -c %a spool)" = 600 ]
  asks POST "/u/$(token tomasz)" 'unsubscribe=yes' >got
  [ "$(sed -n 1p got)" = "Status: 200 OK" ]
  unsubscribe-collect --state state spool >records
  [ "$(names records) $(jq -r .at records | sort -u)" = "elena tomasz $NOW" ]
  unsubscribe-collect --state state spool >records
  [ ! -s records ]
}

@test "the page does nothing for what is no wish of a customer" {
  elena=$(token elena)
  for request in "POST /u/$elena" "POST /u/$elena a=b" "POST /u/${elena%?}a unsubscribe=yes" "POST /u/ unsubscribe=yes" "GET /u/nothing"; do
    read -r method target body <<<"$request"
    asks "$method" "$target" "$body" >got
    [ "$(sed -n 1p got)" = "Status: 400 Bad Request" ]
  done
  asks PUT "/u/$elena" unsubscribe=yes >got
  [ "$(sed -n '1p; /^Allow/p' got | paste -sd ' ')" = "Status: 405 Method Not Allowed Allow: GET, HEAD, POST" ]
  asks POST "/u/$elena" "$(head -c 9000 /dev/zero | tr '\0' a)" >got
  [ "$(sed -n 1p got)" = "Status: 413 Content Too Large" ]
  [ ! -e spool ]
  run --separate-stderr unsubscribe-collect --cgi
  [ "$status" -eq 2 ]
  run --separate-stderr unsubscribe-collect --cgi --spool spool log
  [ "$status" -eq 2 ]
}

@test "the page needs no ledger, and says so where it cannot note a wish" {
  elena=$(token elena)
  rm ledger.db
  asks POST "/u/$elena" unsubscribe=yes >got
  [ "$(sed -n 1p got)" = "Status: 200 OK" ]
  rm spool
  mkdir spool
  asks POST "/u/$elena" unsubscribe=yes >got 2>said
  [ "$(sed -n 1p got)" = "Status: 503 Service Unavailable" ]
  grep -q 'spool: Is a directory' said
}

@test "a page that is killed at any write or sync has not said what it has not noted" {
  can_trace
  REQUEST_URI=/u/$(token elena)
  export REQUEST_METHOD=POST REQUEST_URI CONTENT_LENGTH=15 CONTENT_TYPE=application/x-www-form-urlencoded
  for call in write fsync; do
    for n in {1..20}; do
      rm -f spool
      killed "$call" "$n" unsubscribe-collect --cgi --spool spool <<<unsubscribe=yes >got 2>/dev/null || break
      if grep -q '^Status: 200' got; then grep -q '"method":"POST"' spool; fi
      # And the customer's next try is noted, whatever is left there.
      unsubscribe-collect --cgi --spool spool <<<unsubscribe=yes >got
      grep -q '^Status: 200' got
      unsubscribe-collect spool >records
      [ "$(sort -u records | names -)" = elena ]
    done
    [ "$n" -gt 1 ]
  done
}

@test "a web server runs it, and a mail program's click is one" {
  mkdir -p site/cgi-bin
  cat >site/cgi-bin/bye <<SH
#!/bin/sh
exec $(command -v unsubscribe-collect) --cgi --shop $PWD/shop.json --spool $PWD/spool
SH
  chmod 755 site/cgi-bin/bye
  (cd site && exec /usr/bin/python3 -u -c '
import http.server
# As this user, who owns the key; root would become nobody.
http.server.CGIHTTPRequestHandler.have_fork = False
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.CGIHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()' >../port 2>/dev/null 3>&-) &
  server=$!
  for _ in {1..100}; do [ ! -s port ] || break; sleep 0.05; done
  url=http://127.0.0.1:$(cat port)/cgi-bin/bye/$(token elena)
  run curl -s -A scanner "$url"
  [[ $output == *'<button name="unsubscribe"'* ]]
  [ ! -e spool ]
  curl -sf -d List-Unsubscribe=One-Click "$url" >got
  grep -q 'You will get no more offers' got
  curl -sf -F List-Unsubscribe=One-Click "${url%/*}/$(token tomasz)" >got
  grep -q 'You will get no more offers' got
  unsubscribe-collect spool >records
  [ "$(names records)" = "elena tomasz" ]
}
