#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send: text messages and posts, to a service on loopback that answers by a script.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT AFTERCARE_SMS_SECRET
  unset SSL_CERT_FILE https_proxy HTTPS_PROXY http_proxy HTTP_PROXY ALL_PROXY all_proxy no_proxy NO_PROXY
  mkdir gateways
}

teardown() {
  [ -z "${service:-}" ] || kill "$service" 2>/dev/null || true
}

# serve [-t] ANSWER...: a service with a JSON object an answer, as $port; -t: with TLS, by a certificate for localhost in cert.pem.
serve() {
  local tls=()
  if [ "$1" = -t ]; then
    shift
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout key.pem -out cert.pem \
      -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
    tls=(cert.pem key.pem)
  fi
  printf '%s\n' "$@" >script
  rm -f service.port
  "$SRC/tests/tools/http-server.py" service.port requests script "${tls[@]}" 3>&- &
  service=$!
  for _ in {1..200}; do
    [ ! -e service.port ] || break
    sleep 0.05
  done
  port=$(cat service.port)
}

unserve() {
  kill "$service"
  wait "$service" || true
  service=
}

# gateway NAME CHANNEL JSON: a gateway to $port; JSON adds to it.
gateway() {
  jq -nc --arg channel "$2" --argjson more "$3" --arg port "$port" \
    '{about: "test", channel: $channel, url: "http://127.0.0.1:\($port)/v1/{account}", auth: {how: "bearer"}} + $more' >"gateways/$1.json"
}

# sms_shop [JSON]: a shop whose text messages go to $port; JSON adds to its gateway.
sms_shop() {
  gateway test sms "$(jq -c '{form: {to: "{to}", text: "{text}"}, reply: {id: "id"}} + .' <<<"${1:-{\}}")"
  (umask 077 && echo s3cret-token >sms.key)
  echo '{"email": "shop@shop.example", "mail": {"transport": "smtp://127.0.0.1:1"},
    "sms": {"gateway": "test", "account": "acme", "secret_file": "sms.key"}}' >shop.json
}

# hook_shop: a shop with a webhook `team` at $port.
hook_shop() {
  (umask 077 && echo "http://127.0.0.1:$port/T0/SECRETPATH" >team.url)
  echo '{"email": "shop@shop.example", "mail": {"transport": "smtp://127.0.0.1:1"},
    "webhooks": {"team": {"gateway": "slack", "url_file": "team.url"}}}' >shop.json
}

# sms ID [FILTER]: a text message.
sms() {
  jq -nc --arg id "$1" '{type: "message", id: $id, class: "transactional", channel: "sms",
    to: {address: "+393331234567"}, text: "Your parcel \($id) is here", created_at: "2026-11-21T08:00:00Z"} | '"${2:-.}"
}

# hook ID [FILTER]: a post to the team.
hook() {
  jq -nc --arg id "$1" '{type: "message", id: $id, class: "transactional", channel: "webhook",
    to: {address: "team"}, body: "Order \($id) <!channel>", created_at: "2026-11-21T08:00:00Z"} | '"${2:-.}"
}

requests() {
  wc -l <requests
}

@test "a text message is posted once, with its secret, and its receipt says what it was" {
  serve '{"status": 201, "body": "{\"id\": \"SM17\"}"}'
  sms_shop
  sms a | message-send -q >receipts
  sms a | message-send -q >again
  [ "$(field status receipts)" = sent ]
  [ "$(field transport receipts)" = sms:test ]
  [ "$(field code receipts)" = 201 ]
  [ "$(field detail receipts)" = 'SM17; 1 part' ]
  [ "$(field status again)" = duplicate ]
  [ "$(requests)" -eq 1 ]
  [ "$(field path requests)" = /v1/acme ]
  [ "$(jq -r .headers.authorization requests)" = 'Bearer s3cret-token' ]
  [ "$(field body requests)" = 'to=%2B393331234567&text=Your%20parcel%20a%20is%20here' ]
}

@test "receipts of texts and posts validate" {
  serve '{"body": "ok"}'
  hook_shop
  { hook a; hook b '.to.address = "nobody"'; } | message-send -q >receipts || true
  "$SRC/tests/records/validate.py" receipts
  [ "$(wc -l <receipts)" -eq 1 ]
}

@test "a post says what the service is to show, and mentions nobody" {
  serve '{"body": "ok"}'
  hook_shop
  hook a | message-send -q >receipts
  [ "$(field status receipts)" = sent ]
  [ "$(field transport receipts)" = webhook:team ]
  [ "$(jq -r .path requests)" = /T0/SECRETPATH ]
  [ "$(jq -r '.body | fromjson | .text' requests)" = 'Order a &lt;!channel&gt;' ]
}

@test "no secret and no secret URL is in receipts, messages or the ledger" {
  serve '{"status": 400, "body": "bad s3cret-token"}'
  sms_shop
  sms a | message-send >receipts 2>said || true
  [ "$(field status receipts)" = failed ]
  run ! grep -rq s3cret-token receipts said "$XDG_STATE_HOME"
  unserve
  serve '{"status": 404, "body": "no_service"}'
  hook_shop
  hook a | message-send >receipts 2>said || true
  [ "$(field status receipts)" = deferred ]
  run ! grep -rq SECRETPATH receipts said "$XDG_STATE_HOME"
}

@test "a customer's words add no field, no header and no address" {
  serve '{"body": "{}"}'
  sms_shop
  sms a '.text = "x&to=%2B1\r\nX-Evil: 1"' | message-send -q >receipts
  [ "$(field status receipts)" = sent ]
  [ "$(jq -r '.headers["x-evil"] // "none"' requests)" = none ]
  [ "$(jq -r .body requests | tr '&' '\n' | grep -c '^to=')" -eq 1 ]
  run -1 message-send -q < <(sms b '.to.address = "+39333\r\n1234"')
  run -1 message-send -q < <(sms c '.to.address = "-39333123456"')
  run -1 message-send -q < <(hook d '.to.address = "https://evil.example/"')
  [ "$(requests)" -eq 1 ]
}

@test "429 and 503 are tried again when the service says, and no sooner" {
  serve '{"status": 429, "headers": {"Retry-After": "3600"}}' \
    '{"status": 503, "headers": {"Retry-After": "Sat, 21 Nov 2026 14:00:00 GMT", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}}' '{"status": 200}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  [ "$(jq -r .next_at <<<"$output")" = 2026-11-21T10:00:00Z ]
  run -75 --separate-stderr message-send -q --now 2026-11-21T09:59:00Z < <(sms a)
  [ "$(requests)" -eq 1 ]
  run -75 --separate-stderr message-send -q --now 2026-11-21T10:01:00Z </dev/null
  [ "$(jq -r .next_at <<<"$output")" = 2026-11-21T12:01:00Z ]
  run -0 --separate-stderr message-send -q --now 2026-11-21T12:02:00Z </dev/null
  [ "$(jq -r .status <<<"$output")" = sent ]
  [ "$(requests)" -eq 3 ]
  # The same bytes each time.
  [ "$(jq -c '[.path, .body]' requests | sort -u | wc -l)" -eq 1 ]
}

@test "a service that asks to be left alone is not asked again in the run" {
  serve '{"status": 429, "headers": {"Retry-After": "3600"}}' '{"status": 200}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a; sms b; sms c)
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = 'deferred deferred deferred' ]
  [ "$(jq -r .next_at <<<"$output" | sort -u)" = 2026-11-21T10:00:00Z ]
  [ "$(requests)" -eq 1 ]
  run -0 --separate-stderr message-send -q --now 2026-11-21T10:30:00Z </dev/null
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = 'sent sent sent' ]
  [ "$(requests)" -eq 4 ]
}

@test "500 is tried again; 400 is not" {
  serve '{"status": 500}' '{"status": 400, "body": "no such number"}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  run -1 --separate-stderr message-send -q < <(sms b)
  [ "$(jq -r .status <<<"$output")" = failed ]
  [ "$(jq -r .detail <<<"$output")" = 'no such number' ]
}

@test "no answer: unknown, and not posted again" {
  serve '{"drop": true}'
  sms_shop
  run -1 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = unknown ]
  [ "$(jq -r .detail <<<"$output")" = 'no answer: Empty reply from server' ]
  run -1 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = unknown ]
  [ "$(requests)" -eq 1 ]
}

@test "no answer from a service with an idempotency key: posted again, with the same key" {
  serve '{"drop": true}' '{"status": 200}'
  sms_shop '{"idempotency": "Idempotency-Key"}'
  run -75 --separate-stderr message-send -q < <(sms a)
  run -0 --separate-stderr message-send -q --now 2026-11-21T11:00:00Z </dev/null
  [ "$(jq -r .status <<<"$output")" = sent ]
  [ "$(requests)" -eq 2 ]
  [ "$(jq -r '.headers["idempotency-key"]' requests | sort -u | wc -l)" -eq 1 ]
  [ "$(jq -r '.headers["idempotency-key"]' requests | head -n 1 | wc -c)" -eq 27 ]
}

@test "each request has a connection of its own, so that none is sent twice behind our back" {
  serve '{"status": 200}'
  sms_shop
  { sms a; sms b; sms c; } | message-send -q >receipts
  [ "$(field status receipts)" = 'sent sent sent' ]
  [ "$(requests)" -eq 3 ]
  [ "$(field connection requests)" = '1 2 3' ]
}

@test "a redirect is not followed" {
  serve '{"status": 307, "headers": {"Location": "/elsewhere"}}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  [ "$(requests)" -eq 1 ]
}

@test "a slow body: taken where the status says so, unknown where the body has to" {
  serve '{"status": 200, "body": "{}", "wait": 3}'
  sms_shop '{"seconds": 1}'
  run -0 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = sent ]
  sms_shop '{"seconds": 1, "reply": {"ok": "ok", "equals": "true"}}'
  run -1 --separate-stderr message-send -q < <(sms b)
  [ "$(jq -r .status <<<"$output")" = unknown ]
}

@test "an answer that is cut: as a slow one" {
  serve '{"status": 200, "body": "{\"ok\": true}", "cut": 5}'
  sms_shop '{"reply": {"ok": "ok", "equals": "true"}}'
  run -1 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = unknown ]
}

@test "TLS: a certificate that nobody vouches for, or of another name, sends nothing" {
  type -P openssl >/dev/null || skip "no openssl"
  serve -t '{"status": 200}'
  sms_shop "$(jq -nc --arg p "$port" '{url: "https://localhost:\($p)/"}')"
  run -75 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  [[ $(jq -r .detail <<<"$output") == *certificate* ]]
  # The same one, trusted.
  SSL_CERT_FILE=cert.pem run -0 --separate-stderr message-send -q < <(sms c)
  [ "$(jq -r .status <<<"$output")" = sent ]
  jq '.sms.ca_file = "cert.pem"' shop.json >new && mv new shop.json
  run -0 --separate-stderr message-send -q --now 2026-11-21T11:00:00Z </dev/null
  [ "$(jq -r .status <<<"$output")" = sent ]
  # It is for localhost, and 127.0.0.1 is another name.
  sms_shop "$(jq -nc --arg p "$port" '{url: "https://127.0.0.1:\($p)/"}')"
  jq '.sms.ca_file = "cert.pem"' shop.json >new && mv new shop.json
  run -75 --separate-stderr message-send -q < <(sms b)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  [ "$(requests)" -eq 2 ]
}

@test "plain http to another host is refused before anything is read" {
  port=1
  sms_shop '{"url": "http://192.0.2.1/"}'
  run -2 --separate-stderr message-send -q < <(sms a)
  [[ $stderr == *'gateways/test.json:1: url: expected an https URL'* ]]
}

@test "https_proxy is used for https, and no proxy on the way to this machine" {
  serve '{"status": 200}'
  sms_shop
  export https_proxy=http://127.0.0.1:1 http_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1
  run -0 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = sent ]
  sms_shop '{"url": "https://gateway.invalid/"}'
  run -75 --separate-stderr message-send -q < <(sms b)
  [[ $(jq -r .detail <<<"$output") == *'port 1'* ]]
}

@test "a gateway that is down keeps its own messages waiting, and no other's" {
  serve '{"status": 401, "body": "who?"}'
  sms_shop
  (umask 077 && echo "http://127.0.0.1:$port/x" >team.url)
  jq '.webhooks.team = {gateway: "json", url_file: "team.url"} | .webhooks.other = {gateway: "json", url: "http://127.0.0.1:1/"}' shop.json >new
  mv new shop.json
  unserve
  serve '{"status": 401, "body": "who?"}' '{"status": 200}'
  gateway test sms '{"form": {"to": "{to}"}}'
  echo "http://127.0.0.1:$port/x" >team.url
  run -75 --separate-stderr message-send -q < <(sms a; sms b; hook c; hook d '.to.address = "other"'; hook e '.to.address = "other"')
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = 'deferred deferred sent deferred deferred' ]
  # The second text message, and the second post to `other`, were not tried.
  [ "$(requests)" -eq 2 ]
}

@test "what --limit has put off is the next run's, even where a place comes back" {
  serve '{"status": 401, "body": "who?"}' '{"status": 200}'
  sms_shop
  echo "http://127.0.0.1:$port/x" >team.url
  chmod 600 team.url
  jq '.webhooks.team = {gateway: "json", url_file: "team.url"}' shop.json >new
  mv new shop.json
  # The second text message is given back when the gateway turns out to be down.
  { sms a && sms b && hook c; } >in
  run -75 --separate-stderr message-send -q --limit 2 --commit-batch 10 in
  [ "$(jq -r '"\(.message_id) \(.status) \(.rule)"' <<<"$output" | paste -sd ,)" = 'a deferred transport,b deferred transport,c deferred limit' ]
  run -0 --separate-stderr message-send -q --limit 2 </dev/null
  [ "$(jq -r '"\(.message_id) \(.status)"' <<<"$output")" = 'c sent' ]
}

@test "several at once, over one gateway: each is posted once" {
  serve '{"status": 200}'
  sms_shop
  for n in {1..40}; do sms "m$n"; done | message-send -q -j 8 >receipts
  [ "$(jq -r .status receipts | sort | uniq -c | tr -s ' ')" = ' 40 sent' ]
  [ "$(requests)" -eq 40 ]
  [ "$(jq -r .body requests | sort -u | wc -l)" -eq 40 ]
}

@test "a Maildir and a preview show what would be posted, and post nothing" {
  serve '{"status": 200}'
  sms_shop
  sms a | message-send -q --transport maildir:box >receipts
  [ "$(field status receipts)" = sent ]
  [ "$(field transport receipts)" = maildir:box ]
  grep -q '^Subject: SMS to +393331234567, 1 part$' box/new/*
  grep -q '^Your parcel a is here$' box/new/*
  sms a | message-send -q --transport html:site >receipts
  grep -rq 'Your parcel a is here' site/mails
  [ ! -s requests ]
  # What was tried out is not what the customer got.
  sms a | message-send -q >receipts
  [ "$(field status receipts)" = sent ]
  [ "$(requests)" -eq 1 ]
}

@test "what is made for one gateway is not sent to another" {
  serve '{"status": 500}' '{"status": 200}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a)
  gateway other sms '{"form": {"an": "{digits}"}}'
  jq '.sms.gateway = "other"' shop.json >new && mv new shop.json
  run -75 --separate-stderr message-send -q --now 2026-11-21T11:00:00Z </dev/null
  [[ $(jq -r .detail <<<"$output") == 'it was made for the gateway test, and the shop file names other now' ]]
  [ "$(requests)" -eq 1 ]
  jq '.sms.gateway = "test"' shop.json >new && mv new shop.json
  run -0 --separate-stderr message-send -q --now 2026-11-22T11:00:00Z </dev/null
  [ "$(requests)" -eq 2 ]
}

@test "a secret that others can read, or that is not there, sends nothing" {
  serve '{"status": 200}'
  sms_shop
  chmod 644 sms.key
  run -75 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = deferred ]
  [[ $(jq -r .detail <<<"$output") == *sms.secret_file* ]]
  rm sms.key
  run -75 --separate-stderr message-send -q < <(sms b)
  [ ! -s requests ]
  AFTERCARE_SMS_SECRET=other-token message-send -q --now 2026-11-21T11:00:00Z < <(sms c) >receipts
  [ "$(jq -r .headers.authorization requests | sort -u)" = 'Bearer other-token' ]
}

@test "a shop file without sms or webhooks refuses these messages, and sends the rest" {
  echo '{"email": "shop@shop.example"}' >shop.json
  run -1 --separate-stderr message-send -q < <(sms a; hook b)
  [ "$output" = '' ]
  [[ $stderr == *':1: channel: the shop file has no "sms"'* ]]
  [[ $stderr == *':2: channel: the shop file has no "webhooks"'* ]]
}

@test "a text that is too long is refused with the place" {
  port=1
  sms_shop '{"length": 20}'
  run -1 --separate-stderr message-send -q < <(sms a '.text = "123456789012345678901"')
  [[ $stderr == *':1: text: has 21 characters, and test takes 20'* ]]
}

@test "--dry-run and --show" {
  serve '{"status": 200}'
  sms_shop
  sms a | message-send -q -n >receipts
  [ "$(field status receipts)" = sent ]
  [ ! -s requests ]
  sms a | message-send -q >receipts
  message-send --show a >shown
  [ "$(jq -r .text shown)" = "$(printf 'to=%%2B393331234567&text=Your%%20parcel%%20a%%20is%%20here')" ]
  jq -r .mail shown | grep -qx 'Gateway: test'
  run ! grep -q s3cret-token shown
}

# kill_in_hand: sends a text, and kills the process when the service has the request and has not answered.
kill_in_hand() {
  sms a >in
  message-send -q in >receipts 3>&- &
  sender=$!
  for _ in {1..200}; do
    [ ! -s requests ] || break
    sleep 0.05
  done
  kill -KILL "$sender"
  wait "$sender" || true
}

@test "a message in hand when its process dies: unknown, and posted once" {
  serve '{"status": 200, "body": "{}", "wait": 20}'
  sms_shop
  kill_in_hand
  run -1 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = unknown ]
  [ "$(requests)" -eq 1 ]
}

@test "the same with an idempotency key: posted again, with the same key" {
  serve '{"status": 200, "body": "{}", "wait": 20}' '{"status": 200}'
  sms_shop '{"idempotency": "X-Once"}'
  kill_in_hand
  run -0 --separate-stderr message-send -q < <(sms a)
  [ "$(jq -r .status <<<"$output")" = sent ]
  [ "$(requests)" -eq 2 ]
  [ "$(jq -r '.headers["x-once"]' requests | sort -u | wc -l)" -eq 1 ]
}

@test "--check says whether what an account needs is there" {
  port=1
  sms_shop
  echo '{"email": "shop@shop.example", "mail": {"transport": "pipe:/bin/true"}, "sms": {"gateway": "test", "account": "acme", "secret_file": "sms.key"}}' >shop.json
  run -0 --separate-stderr message-send --check
  [[ $stderr == *'; sms:test: what it needs is there'* ]]
  rm sms.key
  run -2 --separate-stderr message-send --check
  [[ $stderr == *sms.secret_file* ]]
}

@test "where the shop file does not say any more what carries a message, it waits" {
  serve '{"status": 500}' '{"status": 200}'
  sms_shop
  run -75 --separate-stderr message-send -q < <(sms a)
  cp shop.json old.json
  jq 'del(.sms)' old.json >shop.json
  run -75 --separate-stderr message-send -q --now 2026-11-21T11:00:00Z </dev/null
  [ "$(jq -r .detail <<<"$output")" = 'the shop file does not say any more what carries it' ]
  cp old.json shop.json
  run -0 --separate-stderr message-send -q --now 2026-11-21T13:00:00Z </dev/null
  [ "$(jq -r .status <<<"$output")" = sent ]
}

@test "--redirect-to sends a mail that shows the text, and nothing to the service" {
  serve '{"status": 200}'
  sms_shop
  cat >keep <<'END'
#!/bin/sh
cat >"mail.$$"
END
  chmod +x keep
  sms a | message-send -q --transport "pipe:$PWD/keep" --redirect-to me@shop.example >receipts
  [ "$(field status receipts)" = sent ]
  [ "$(field to receipts)" = me@shop.example ]
  grep -q '^Subject: SMS to +393331234567, 1 part' mail.*
  [ ! -s requests ]
}

@test "with a commit for many messages" {
  serve '{"status": 200}'
  sms_shop
  for n in {1..20}; do sms "m$n"; done | message-send -q -j 4 --commit-batch 10 >receipts
  [ "$(jq -r .status receipts | sort | uniq -c | tr -s ' ')" = ' 20 sent' ]
  [ "$(requests)" -eq 20 ]
}

@test "consent and expiry hold for texts too" {
  serve '{"status": 200}'
  sms_shop
  run -0 --separate-stderr message-send -q < <(sms a '.class = "marketing"'; sms b '.expires_at = "2026-11-20T00:00:00Z"')
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = 'suppressed expired' ]
  [ ! -s requests ]
}

@test "a server that names the path it was asked for does not tell the URL to the receipt" {
  serve '{"status": 500, "body": "cannot do /hooks/T0ken-of-ours?key=An0ther-One now"}' \
    '{"status": 500, "body": "T0ken-of-ours is busy"}'
  hook_shop json
  echo "http://127.0.0.1:$port/hooks/T0ken-of-ours?key=An0ther-One" >team.url
  run -75 --separate-stderr message-send -q < <(hook a; hook b)
  [ "$(jq -r .detail <<<"$output" | paste -sd ,)" = 'cannot do /hooks/*************?key=*********** now,************* is busy' ]
}
