#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send: who is not written to, how often, how fast and at which hours.  Beside tests/kit/postgresql the ledger is there.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT
  [ -z "${AFTERCARE_TEST_LEDGER:-}" ] || {
    export AFTERCARE_LEDGER=${AFTERCARE_TEST_LEDGER}kit$AFTERCARE_TEST_LEDGER_END
    psql -q "$AFTERCARE_LEDGER" -c 'DROP SCHEMA IF EXISTS aftercare CASCADE' 2>/dev/null
  }
}

# shop FIELDS: a shop file in Rome with these, as `jq` writes an object.
shop() {
  jq -n '{name: "Bottega", email: "hello@shop.example", timezone: "Europe/Rome"} + '"${1:-{\}}" >shop.json
}

# ad ID [FILTER]: a marketing message to Giulia, who agreed to it, as the jq FILTER changes it.
ad() {
  jq -nc --arg id "$1" '{type: "message", id: $id, class: "marketing", channel: "email", to: {address: "giulia@example.com"},
    subject: "News \($id)", text: "Look!", consent: {marketing: true}} | '"${2:-.}"
}

# mail ID [FILTER]: a transactional one.
mail() {
  ad "$1" '.class = "transactional" | del(.consent) | '"${2:-.}"
}

# suppression ADDRESS REASON AT
suppression() {
  jq -nc --arg address "$1" --arg reason "$2" --arg at "$3" '$ARGS.named + {type: "suppression"}'
}

# consent ADDRESS MARKETING AT
consent() {
  jq -nc --arg address "$1" --argjson marketing "$2" --arg at "$3" '$ARGS.named + {type: "consent"}'
}

# at TIME [ARG ...]: sends stdin at TIME; what comes of each message, in the order in which it was answered.
at() {
  message-send -q --now "$@" >receipts
  jq -r '[.message_id, .status, .rule // empty, .next_at // empty] | join(" ")' receipts
}

# next TIME [ARG ...]: the same with nothing to read.
next() {
  at "$@" </dev/null
}

import() {
  message-send --import-suppressions "$@" 2>&1
}

delivered() {
  find outbox/new outbox/cur -type f | wc -l
}

@test "an unsubscribe holds back marketing and nothing else" {
  suppression GIULIA@example.com unsubscribe 2026-11-20T10:00:00Z >list
  [ "$(import list)" = "message-send: 1 suppression: 1 new" ]
  { ad 1 && mail 2; } >in
  run at "$NOW" in
  [ "$output" = "1 suppressed suppression
2 sent" ]
  [ "$(jq -r 'select(.message_id == "1").detail' receipts)" = "unsubscribe of 2026-11-20T10:00:00Z, in the ledger" ]
}

@test "what each reason holds back" {
  shop
  local reason
  for reason in unsubscribe bounce complaint manual erasure; do
    suppression "$reason@example.com" "$reason" 2026-11-20T10:00:00Z
  done | message-send -q --import-suppressions
  for reason in unsubscribe bounce complaint manual erasure; do
    ad "ad-$reason" '.to.address = "'$reason'@example.com"'
    ad "anew-$reason" '.to.address = "'$reason'@example.com" | .consent.at = "2026-11-20T10:00:01Z"'
    mail "mail-$reason" '.to.address = "'$reason'@example.com"'
  done >in
  run at "$NOW" in
  [ "$(sed -n 's/ sent$//p' <<<"$output" | sort | paste -sd ' ')" = \
    "anew-erasure anew-unsubscribe mail-complaint mail-erasure mail-unsubscribe" ]
  [ "$(grep -c ' suppressed suppression$' <<<"$output")" -eq 10 ]
}

@test "a suppression is lifted by whoever may" {
  shop
  local reason
  for reason in unsubscribe bounce complaint manual erasure; do
    suppression giulia@example.com "$reason" 2026-11-20T10:00:00Z
  done | tee list | message-send -q --import-suppressions
  mail 1 >in
  run at "$NOW" in
  [ "$output" = "1 suppressed suppression" ]
  run --separate-stderr message-send --dry-run --lift Giulia@example.com
  [ "$status" -eq 0 ]
  [[ $stderr == "message-send: dry run: Giulia@example.com: "*"bounce of 2026-11-20T10:00:00Z lifted; "* ]]
  [[ $stderr == *"complaint of 2026-11-20T10:00:00Z stands: --lift-complaint is for it; "* ]]
  run --separate-stderr message-send --lift giulia@example.com
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  # Those who read the same reports again find nothing new in them.
  [ "$(import list)" = "message-send: 5 suppressions: 0 new" ]
  { mail 1 && ad 2 '.consent.at = "2026-11-20T10:00:01Z"'; } >in
  run at "$NOW" in
  [ "$output" = "1 sent
2 suppressed suppression" ]
  [[ "$(jq -r 'select(.message_id == "2").detail' receipts)" == complaint* ]]
  run --separate-stderr message-send --lift giulia@example.com
  [ "$status" -eq 1 ]
  message-send -q --lift-complaint giulia@example.com
  run at "$NOW" in
  [ "$output" = "1 duplicate
2 sent" ]
  suppression giulia@example.com bounce 2026-11-21T10:00:00Z | message-send -q --import-suppressions
  mail 3 >in
  run at "$NOW" in
  [ "$output" = "3 suppressed suppression" ]
  run --separate-stderr message-send --lift anna@example.com
  [ "$status" -eq 0 ]
  [ "$stderr" = "message-send: nothing in the ledger stands against anna@example.com" ]
}

@test "a list in a file" {
  printf '# by telephone\ngiulia@example.com\n' >list
  suppression anna@example.com unsubscribe 2026-11-20T10:00:00Z >>list
  { mail 1 && mail 2 '.to.address = "anna@example.com"' && ad 3 '.to.address = "anna@example.com"'; } >in
  run at "$NOW" --suppress list in
  [ "$output" = "1 suppressed suppression
2 sent
3 suppressed suppression" ]
  [ "$(jq -r 'select(.message_id == "1").detail' receipts)" = "manual, on the list of --suppress" ]
  # What is not on it any more goes out when it comes again.
  run at "$NOW" in
  [ "$output" = "1 sent
2 duplicate
3 sent" ]
}

@test "half a list is none" {
  printf 'giulia@example.com\nanna@example.com,berta@example.com\n' >list
  mail 1 >in
  run --separate-stderr message-send --suppress list in
  [ "$status" -eq 2 ]
  [ -z "$output" ]
  [ "$stderr" = 'message-send: list:2: expected a mail address, got "anna@example.com,berta@example.com"' ]
  run --separate-stderr message-send --suppress nowhere in
  [ "$status" -eq 2 ]
  [ "$stderr" = "message-send: nowhere: No such file or directory" ]
  [ ! -e outbox ]
}

@test "marketing needs a consent, and the newest word counts" {
  ad 1 'del(.consent)' >in
  run at "$NOW" in
  [ "$output" = "1 suppressed consent" ]
  [ "$(jq -r .detail receipts)" = "neither the message nor the ledger says that the customer agreed to marketing" ]
  consent giulia@example.com true 2026-11-20T10:00:00Z | message-send -q --import-suppressions
  run at "$NOW" in
  [ "$output" = "1 sent" ]
  consent giulia@example.com false 2026-11-20T11:00:00Z | message-send -q --import-suppressions
  { ad 2 'del(.consent)' && ad 3 && ad 4 '.consent.at = "2026-11-20T11:00:01Z"'; } >in
  run at "$NOW" in
  [ "$output" = "2 suppressed consent
3 suppressed consent
4 sent" ]
}

@test "a consent in the ledger lifts an older unsubscribe, and no newer one" {
  {
    suppression giulia@example.com unsubscribe 2026-11-20T10:00:00Z
    consent giulia@example.com true 2026-11-20T10:00:01Z
  } | message-send -q --import-suppressions
  ad 1 'del(.consent)' >in
  run at "$NOW" in
  [ "$output" = "1 sent" ]
  suppression giulia@example.com unsubscribe 2026-11-20T10:00:02Z | message-send -q --import-suppressions
  ad 2 'del(.consent)' >in
  run at "$NOW" in
  [ "$output" = "2 suppressed suppression" ]
}

@test "an agreement from the future does not lift an unsubscribe" {
  suppression giulia@example.com unsubscribe 2026-11-20T10:00:00Z | message-send -q --import-suppressions
  consent anna@example.com true 2062-11-20T10:00:00Z | message-send -q --import-suppressions
  suppression anna@example.com unsubscribe 2026-11-20T10:00:00Z | message-send -q --import-suppressions
  { ad 1 '.consent.at = "2062-11-20T10:00:00Z"' && ad 2 '.to.address = "anna@example.com" | del(.consent)' &&
    ad 3 '.to.address = "olga@example.com" | .consent.at = "2062-11-20T10:00:00Z"'; } >in
  run at "$NOW" in
  [ "$output" = "1 suppressed suppression
2 suppressed suppression
3 sent" ]
}

@test "a message that is wrong about consent or place is refused" {
  {
    ad 1 '.consent.at = "lately"'
    ad 2 '.consent.marketing = "yes"'
    mail 3 '.to.timezone = "Rome"'
    mail 4 '.to.country = "Italy"'
    mail 5
  } >in
  run --separate-stderr message-send -q in
  [ "$status" -eq 1 ]
  [ "$(jq -r .message_id <<<"$output")" = 5 ]
  [ "${stderr_lines[0]}" = 'message-send: in:1: consent.at: expected a time such as 2026-11-21T10:00:00Z, got "lately"' ]
  [ "${stderr_lines[1]}" = 'message-send: in:2: consent.marketing: expected true or false, got "yes"' ]
  [ "${stderr_lines[2]}" = 'message-send: in:3: to.timezone: expected an IANA time zone such as Europe/Rome, got "Rome"' ]
  [ "${stderr_lines[3]}" = "message-send: in:4: to.country: expected a country's code such as \"IT\", got \"Italy\"" ]
}

@test "what is taken in may be taken in again, and a bad line costs itself alone" {
  mail 1 | message-send -q >/dev/null
  {
    suppression giulia@example.com bounce 2026-11-20T10:00:00Z
    suppression nobody bounce 2026-11-20T10:00:00Z
    suppression +393331234567 unsubscribe 2026-11-20T10:00:00Z
    consent anna@example.com true 2026-11-20T10:00:00Z
    mail 9
    jq -nc '{type: "receipt", message_id: "1", status: "failed", rule: "hard", to: "giulia@example.com", at: "2026-11-21T10:00:00Z",
      channel: "email", code: 550, detail: "550 5.1.1 no such user"}'
  } >in
  run --separate-stderr message-send --import-suppressions --rejects rejects in
  [ "$status" -eq 1 ]
  [ -z "$output" ]
  [ "${stderr_lines[0]}" = 'message-send: in:2: address: expected a mail address, a telephone number or a URL, got "nobody"' ]
  [ "${stderr_lines[1]}" = 'message-send: in:5: expected a record of type "suppression", "consent" or "receipt", got "message"' ]
  [ "${stderr_lines[2]}" = "message-send: 2 suppressions: 2 new; 1 consent: 1 new; 1 receipt: 1 changed a message" ]
  [ "$(jq -s length rejects)" -eq 2 ]
  [ "$(message-send --find giulia@example.com | jq -r '[.status, .rule, .detail] | join(" ")')" = "failed hard 550 5.1.1 no such user" ]
  run --separate-stderr message-send --import-suppressions in
  [ "${stderr_lines[2]}" = "message-send: 2 suppressions: 0 new; 1 consent: 0 new; 1 receipt: 0 changed a message" ]
}

@test "an import that writes nothing" {
  suppression giulia@example.com manual 2026-11-20T10:00:00Z >in
  run --separate-stderr message-send --dry-run --import-suppressions in
  [ "$status" -eq 0 ]
  [ "$stderr" = "message-send: dry run: 1 suppression" ]
  [ ! -e "$HOME/state/aftercare" ]
  run --separate-stderr message-send --import-suppressions </dev/null
  [ "$stderr" = "message-send: no suppressions" ]
  [ ! -e "$HOME/state/aftercare" ]
}

@test "an import that waits for more has written down what it has" {
  mkfifo pipe
  message-send -q --import-suppressions <pipe 3>&- &
  exec 5>pipe
  suppression giulia@example.com manual 2026-11-20T10:00:00Z >&5
  for _ in {1..100}; do
    [ "$(mail 1 | message-send -q --dry-run --transport maildir:other | jq -r .status)" != suppressed ] || break
    sleep 0.05
  done
  run at "$NOW" <<<"$(mail 2)"
  exec 5>&-
  wait
  [ "$output" = "2 suppressed suppression" ]
}

@test "a cap, over all that went out, and the message goes when it opens" {
  shop '{caps: {marketing: "2 per 7 days"}}'
  { ad 1 && ad 2 && ad 3 && ad 4 '.to.address = "anna@example.com"' && mail 5; } >in
  run at 2026-11-21T09:00:00Z in
  [ "$output" = "1 sent
2 sent
3 held cap 2026-11-28T09:00:00Z
4 sent
5 sent" ]
  [ "$(jq -r 'select(.message_id == "3").detail' receipts)" = 'caps.marketing is "2 per 7 days"' ]
  [ -z "$(next 2026-11-28T08:59:59Z)" ]
  [ "$(next 2026-11-28T09:00:00Z)" = "3 sent" ]
  [ "$(delivered)" -eq 5 ]
}

@test "the total cap counts all and holds marketing" {
  shop '{caps: {total: "2 per day"}}'
  { mail 1 && mail 2 && mail 3 && ad 4; } >in
  run at 2026-11-21T09:00:00Z in
  [ "$output" = "1 sent
2 sent
3 sent
4 held cap 2026-11-22T09:00:00Z" ]
  shop '{caps: {transactional: "3 per day"}}'
  mail 5 >in
  run at 2026-11-21T10:00:00Z in
  [ "$output" = "5 held cap 2026-11-22T09:00:00Z" ]
}

@test "two runs at once never go over a cap" {
  shop '{caps: {marketing: "3 per day"}}'
  local n pids=()
  for n in {1..24}; do ad "$n"; done | split -n r/4 - part.
  for n in part.*; do
    message-send -q --now "$NOW" "$n" >"$n.out" 3>&- &
    pids+=($!)
  done
  for n in "${pids[@]}"; do wait "$n"; done
  [ "$(cat part.*.out | jq -r .status | sort | uniq -c | paste -sd ' ' | tr -s ' ')" = " 21 held 3 sent" ]
  [ "$(delivered)" -eq 3 ]
  [ -z "$(next "$NOW")" ]
}

@test "nor do several at once in one run" {
  shop '{caps: {marketing: "3 per day"}}'
  local n
  for n in {1..30}; do ad "$n"; done >in
  run at "$NOW" -j 4 --commit-batch 20 in
  [ "$(grep -c ' sent$' <<<"$output")" -eq 3 ]
  [ "$(grep -c ' held cap 2026-11-22T09:00:00Z$' <<<"$output")" -eq 27 ]
  [ "$(delivered)" -eq 3 ]
}

@test "a claim whose process died does not stand in its own way" {
  shop '{caps: {marketing: "1 per day"}}'
  mail 0 | message-send -q >/dev/null
  strace -qq -o /dev/null true 2>/dev/null || skip "strace may not trace here"
  ad 1 | strace -o /dev/null -f -e trace=link,linkat -e inject=link,linkat:signal=KILL:when=1 message-send -q >/dev/null || true
  run at "$NOW" </dev/null
  [ "$output" = "1 sent" ]
  [ "$(delivered)" -eq 2 ]
}

@test "what waits under a cap goes by its priority" {
  shop '{caps: {marketing: "1 per day"}}'
  { ad 1 && ad 2 && ad 3 '.priority = 5' && ad 4 '.priority = -1' && ad 5 '.priority = 5'; } | message-send -q >/dev/null
  ad 6 '.priority = 4' >in
  run at 2026-11-22T09:00:00Z in
  [ "${lines[0]}" = "6 held cap 2026-11-22T09:05:00Z" ]
  [ "${lines[1]}" = "3 sent" ]
  [ "$(grep -c ' held cap ' <<<"$output")" -eq 4 ]
  [ "$(next 2026-11-23T09:00:00Z | sed -n 's/ sent$//p')" = 5 ]
  [ "$(next 2026-11-24T09:00:00Z | sed -n 's/ sent$//p')" = 6 ]
  [ "$(next 2026-11-25T09:00:00Z | sed -n 's/ sent$//p')" = 2 ]
  [ "$(next 2026-11-26T09:00:00Z | sed -n 's/ sent$//p')" = 4 ]
  [ "$(delivered)" -eq 6 ]
}

@test "quiet hours are those of the recipient" {
  shop '{quiet_hours: {from: "21:00", to: "08:00"}}'
  {
    ad shop
    ad zone '.to.timezone = "America/New_York"'
    ad country '.to.country = "JP"'
    ad language '.language = "en-AU"'
    ad several '.to.country = "US"'
    mail mail
  } >in
  # 21:30 in Rome.
  run at 2026-11-21T20:30:00Z in
  [ "$output" = "shop held quiet_hours 2026-11-22T07:00:00Z
zone sent
country held quiet_hours 2026-11-21T23:00:00Z
language held quiet_hours 2026-11-22T00:00:00Z
several sent
mail sent" ]
  [ "$(jq -r 'select(.message_id == "country").detail' receipts)" = \
    "quiet_hours: it is quiet in Asia/Tokyo (to.country) until 2026-11-21T23:00:00Z" ]
  [ "$(next 2026-11-21T23:00:00Z)" = "country sent" ]
  [ "$(next 2026-11-22T06:59:59Z)" = "language sent" ]
  [ "$(next 2026-11-22T07:00:00Z)" = "shop sent" ]
}

@test "quiet hours over a change of the clocks" {
  shop '{quiet_hours: {from: "21:00", to: "08:00", classes: ["transactional", "marketing"]}}'
  run at 2026-03-28T20:00:00Z <<<"$(mail spring)"
  [ "$output" = "spring held quiet_hours 2026-03-29T06:00:00Z" ]
  [ -z "$(next 2026-03-29T05:59:59Z)" ]
  [ "$(next 2026-03-29T06:00:00Z)" = "spring sent" ]
  run at 2026-10-24T19:00:00Z <<<"$(ad autumn)"
  [ "$output" = "autumn held quiet_hours 2026-10-25T07:00:00Z" ]
  [ -z "$(next 2026-10-25T06:59:59Z)" ]
  [ "$(next 2026-10-25T07:00:00Z)" = "autumn sent" ]
}

@test "what expires while it waits is told of then" {
  shop '{quiet_hours: {from: "21:00", to: "08:00"}}'
  run at 2026-11-21T21:00:00Z <<<"$(ad 1 '.expires_at = "2026-11-22T00:00:00Z"')"
  [ "$output" = "1 held quiet_hours 2026-11-22T00:00:00Z" ]
  [ "$(jq -r .detail receipts)" = \
    "quiet_hours: it is quiet in Europe/Rome (timezone) until 2026-11-22T07:00:00Z; it expires before that" ]
  [ -z "$(next 2026-11-21T23:59:59Z)" ]
  [ "$(next 2026-11-22T00:00:00Z)" = "1 expired expires_at" ]
  [ ! -e outbox/new ] || [ "$(delivered)" -eq 0 ]
}

@test "a suppression that comes while a message waits" {
  shop '{quiet_hours: {from: "21:00", to: "08:00"}}'
  { ad 1 && ad 2 '.to.address = "anna@example.com"'; } >in
  run at 2026-11-21T21:00:00Z in
  [ "$output" = "1 held quiet_hours 2026-11-22T07:00:00Z
2 held quiet_hours 2026-11-22T07:00:00Z" ]
  suppression giulia@example.com unsubscribe 2026-11-22T02:00:00Z | message-send -q --import-suppressions
  [ "$(next 2026-11-22T07:00:00Z)" = "1 suppressed suppression
2 sent" ]
}

@test "a message that waited keeps what it said of consent and place" {
  shop '{quiet_hours: {from: "21:00", to: "08:00"}}'
  suppression giulia@example.com unsubscribe 2026-11-20T10:00:00Z | message-send -q --import-suppressions
  run at 2026-11-21T12:30:00Z <<<"$(ad 1 '.to.country = "JP" | .consent.at = "2026-11-20T10:00:01Z"')"
  [ "$output" = "1 held quiet_hours 2026-11-21T23:00:00Z" ]
  # The morning there is the night in Rome.
  [ "$(next 2026-11-21T23:00:00Z)" = "1 sent" ]
}

@test "a rate with a clock that stands: the rest waits, and a later run has places again" {
  shop '{rates: {total: "4 per minute", hosts: {"x.example": "1 per minute"}}}'
  { mail 1 '.to.address = "a@x.example"' && mail 2 '.to.address = "b@X.example"' && mail 3 && mail 4 && mail 5 && mail 6; } >in
  run at 2026-11-21T09:00:00Z in
  [ "$(sed -n 's/ sent$//p' <<<"$output" | paste -sd ' ')" = "1 3 4 5" ]
  [ "$(grep -c ' held rate 2026-11-21T09:01:0[0-3]Z$' <<<"$output")" -eq 2 ]
  [ "$(jq -r 'select(.message_id == "2").detail' receipts)" = 'rates.hosts.X.example is "1 per minute"' ]
  [ "$(jq -r 'select(.message_id == "6").detail' receipts)" = 'rates.total is "4 per minute"' ]
  # Another run, and another process.
  run at 2026-11-21T09:00:30Z <<<"$(mail 7)"
  [ "${output%% 2026*}" = "7 held rate" ]
  [ "$(next 2026-11-21T09:01:05Z | sort | paste -sd ' ')" = "2 sent 6 sent 7 sent" ]
}

@test "a rate with a clock that runs: the run waits a moment" {
  unset AFTERCARE_NOW
  shop '{rates: {total: "10 per second"}}'
  local n begun ended
  begun=$(date +%s%N)
  for n in {1..25}; do mail "$n"; done | message-send -q >out
  ended=$(date +%s%N)
  [ "$(jq -r .status out | sort | uniq -c | tr -s ' ')" = " 25 sent" ]
  # Ten within each of two seconds, and five in the third.
  [ $(((ended - begun) / 1000000)) -ge 2000 ]
}

@test "a message whose time comes while the run goes on has its receipt already, and is the next run's" {
  unset AFTERCARE_NOW
  shop '{rates: {total: "1 per 2 seconds"}}'
  { mail 1 && mail 2 && sleep 3 && mail 3; } | message-send -q >out
  [ "$(jq -r '"\(.message_id) \(.status)"' out | paste -sd ,)" = '1 sent,2 held,3 sent' ]
  sleep 2
  message-send -q </dev/null >out
  [ "$(jq -r '"\(.message_id) \(.status)"' out)" = '2 sent' ]
}

@test "a slow host does not keep the others waiting" {
  unset AFTERCARE_NOW
  shop '{rates: {hosts: {"slow.example": "2 per second"}}}'
  local n
  for n in {1..4}; do mail "slow$n" '.to.address = "a@slow.example"'; done >in
  for n in {1..4}; do mail "fast$n"; done >>in
  message-send -q -j 2 in >out
  [ "$(jq -r .status out | sort | uniq -c | tr -s ' ')" = " 8 sent" ]
  # The last two of the slow ones were delivered after all others.
  last=$(find outbox/new -type f -printf '%T@ %p\n' | sort -n | tail -n 2 | cut -d' ' -f2)
  [ "$(xargs grep -l '^To: a@slow.example' <<<"$last" | wc -l)" -eq 2 ]
}

@test "a dry run counts against a cap what it would have sent" {
  shop '{caps: {marketing: "2 per 7 days", total: "3 per day"}}'
  { ad 1 && ad 2 && ad 2 && ad 3 && ad 4 '.to.address = "anna@example.com"' && mail 5 '.to.address = "anna@example.com"'; } >in
  { mail 6 '.to.address = "anna@example.com"' && ad 7 '.to.address = "ANNA@example.com"'; } >>in
  run at "$NOW" --dry-run in
  foretold=$output
  [ "$foretold" = "1 sent
2 sent
2 duplicate
3 held cap 2026-11-28T09:00:00Z
4 sent
5 sent
6 sent
7 held cap 2026-11-22T09:00:00Z" ]
  [ ! -e outbox ]
  # As it comes.
  run at "$NOW" in
  [ "$output" = "$foretold" ]
  # What waits is counted with what comes in.
  run next 2026-11-28T09:00:00Z --dry-run
  foretold=$output
  [[ $foretold == *"3 sent"* ]]
  run next 2026-11-28T09:00:00Z
  [ "$output" = "$foretold" ]
}

@test "a dry run says what would be and leaves no trace" {
  shop '{caps: {marketing: "1 per day"}, rates: {total: "1 per day"}, quiet_hours: {from: "21:00", to: "08:00"}}'
  { ad 1 && ad 2 '.consent.marketing = false' && mail 3; } >in
  run at "$NOW" --dry-run in
  [ "$output" = "1 sent
2 suppressed consent
3 sent" ]
  [ ! -e "$HOME/state/aftercare" ]
  run at 2026-11-21T21:00:00Z --dry-run in
  [ "$output" = "1 held quiet_hours 2026-11-22T07:00:00Z
2 suppressed consent
3 sent" ]
  [ ! -e "$HOME/state/aftercare" ]
  [ -z "${AFTERCARE_LEDGER:-}" ] || return 0
  ad 9 | message-send -q >/dev/null
  cp "$HOME/state/aftercare/ledger.db" before
  run at "$NOW" --dry-run in
  [ "${lines[0]}" = "1 held cap 2026-11-22T09:00:00Z" ]
  cmp before "$HOME/state/aftercare/ledger.db"
}

@test "a preview and a redirect show what a customer would get" {
  shop '{caps: {marketing: "1 per day"}, quiet_hours: {from: "00:00", to: "23:00"}}'
  { ad 1 && ad 2; } >in
  run at "$NOW" --transport html:preview in
  [ "$output" = "1 sent
2 sent" ]
  run at "$NOW" --redirect-to me@shop.example in
  [ "$output" = "1 sent
2 sent" ]
  run at "$NOW" in
  [ "$(grep -c ' held quiet_hours ' <<<"$output")" -eq 2 ]
}

@test "a policy that is wrong ends the run before it begins" {
  printf '{"name": "Bottega",\n"caps": {"marketing": "seldom"}}' >shop.json
  run --separate-stderr message-send <<<"$(mail 1)"
  [ "$status" -eq 2 ]
  [ "$stderr" = 'message-send: shop.json:2: caps.marketing: expected a number of messages and a time such as "2 per 7 days", got "seldom"' ]
  [ ! -e outbox ]
}

@test "an import stands alone" {
  run --separate-stderr message-send --import-suppressions --check
  [ "$status" -eq 2 ]
  [ "${#stderr_lines[@]}" -eq 2 ]
}

@test "what waits for another day takes no memory" {
  # A sanitizer keeps what was freed, and a stack for each function, however little is in use.
  export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1:thread_local_quarantine_size_kb=64:detect_stack_use_after_return=0
  local n
  for n in 1000 6000; do
    jq -nc --argjson n "$n" 'range($n) | {type: "message", id: "later:\(.)", class: "transactional", channel: "email",
      to: {address: "c\(.)@example.com"}, subject: "Later", text: "Thanks", not_before: "2027-01-01T00:00:00Z"}' |
      message-send -q --ledger "$n.db" --transport maildir:box --commit-batch 500 >/dev/null
  done
  python3 - <<'PY'
import resource, subprocess
def most(ledger):
    subprocess.run(["message-send", "-q", "--ledger", ledger, "--transport", "maildir:box"], stdin=subprocess.DEVNULL, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
few = most("1000.db")
assert most("6000.db") < few + 3000, (few, most("6000.db"))
PY
}
