#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send to a real Postfix that delivers, over SMTP and through its sendmail program; the mails are read back with
# Python's parser.

setup_file() {
  load "$SRC/tests/kit/sending.bash"
  export CERTIFICATES=$BATS_FILE_TMPDIR/certificates
  authority "$CERTIFICATES"
  certificate "$CERTIFICATES" good localhost
}

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  load "$SRC/tests/kit/postfix.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT AFTERCARE_SMTP_PASSWORD
  export SSL_CERT_FILE=$CERTIFICATES/ca.pem
}

teardown() {
  stop_postfix
}

# read_back MESSAGES: what was delivered is what the messages say; the Maildir is empty then.
read_back() {
  delivered "$(wc -l <"$1")"
  run "$SRC/tests/tools/read-mails.py" "$1" "$postfix/box/new"
  echo "$output"
  [ "$status" -eq 0 ]
  rm "$postfix"/box/new/*
}

# sample: the sample shop and its orders, for whose customers marketing is welcome.
sample() {
  cp "$SRC"/common/shop/data/sample/shop.json .
  jq -c '.customer.accepts_marketing = true' "$SRC"/common/shop/data/sample/orders.jsonl >orders.jsonl
}

# all_templates: the messages of every template, for every sample order that it can be made for.
all_templates() {
  local template
  for template in plain welcome reassure coupon similar; do
    order-confirm -q --template "$template" orders.jsonl
  done | jq -sc 'map(.id += ":" + .template) | unique_by(.id)[]'
}

@test "every message of every template arrives as it was made, over SMTP and TLS" {
  start_postfix "smtpd_tls_security_level = encrypt"
  sample
  all_templates >messages
  [ "$(jq -r .template messages | sort -u | wc -l)" -eq 5 ]
  [ "$(jq -r '.language[:2]' messages | sort -u | wc -l)" -eq 5 ]
  run message-send -q --transport "smtp://localhost:$port" messages
  [ "$status" -eq 0 ]
  [ "$(jq -r '[.status, .code] | join(" ")' <<<"$output" | sort -u)" = "sent 250" ]
  read_back messages
  run ! grep -qE 'fatal|panic|reject' "$postfix/log"
}

@test "every message of every template arrives as it was made, through sendmail" {
  start_postfix
  sample
  all_templates >messages
  run message-send -q --transport "pipe:$sendmail -i -t" messages
  [ "$status" -eq 0 ]
  [ "$(jq -r .status <<<"$output" | sort -u)" = sent ]
  read_back messages
}

@test "what somebody typed adds no header, no recipient and no option, over SMTP and through sendmail" {
  start_postfix
  shop
  {
    message 1 '.subject = "a\r\nBcc: eve@example.com\r\n\r\nbody" | .to.name = "x\r\nBcc: eve@example.com\u0000\u0085y"'
    message 2 '.subject = "-t -oQ/tmp eve@example.com" | .to.name = "-f eve@example.com, Eve <eve@example.com>"'
    message 3 '.subject = "dots" | .text = ".\r\nBcc: eve@example.com\n.\n..\nFrom eve\n" | .to.name = "\"eve@example.com\","'
    message 4 '.subject = "long" | .text = "x" * 3000 + "\n" + "ж" * 3000 | .to.name = "Анна Каренина " * 9'
    message 5 '.subject = "shell" | .to.address = "$HOME`id`'"'"'|{x}&*@example.com" | .to.name = "; id"'
  } >in
  for address in '-f@b' '-oQ/tmp@b' 'a@b -f c@d' 'a@b,eve@example.com' 'a@b\nBcc: eve@example.com' 'a@b\u0000'; do
    message 9 '.to.address = ("'"$address"'")'
  done >refused
  for transport in "smtp://localhost:$port" "pipe:$sendmail -i -t" "pipe:$sendmail -i"; do
    run --separate-stderr message-send -q --ledger new.db --rejects rejects --transport "$transport" in refused
    [ "$status" -eq 1 ]
    [ "$(wc -l <rejects)" -eq 6 ]
    [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "sent sent sent sent sent" ]
    delivered 5
    [ "$(cat "$postfix"/box/new/* | grep -c '^Return-Path: <hello@shop.example>')" -eq 5 ]
    [ "$(cat "$postfix"/box/new/* | grep '^X-Original-To:' | sort | uniq -c | awk '{ print $1, $3 }' | paste -sd ,)" = \
      '1 $HOME`id`'"'"'|{x}&*@example.com,4 giulia@example.com' ]
    read_back in
    rm new.db*
  done
}

@test "a mailbox beyond ASCII is delivered, and a domain beyond ASCII" {
  start_postfix
  shop
  {
    message 1 '.to.address = "\u0430\u043d\u043d\u0430@example.com"'
    message 2 '.to.address = "anna@b\u00fccher.example"'
  } >in
  message-send -q --transport "smtp://localhost:$port" in >out
  [ "$(jq -r .status out | paste -sd ' ')" = "sent sent" ]
  delivered 2
  grep -q '^Delivered-To: анна@example.com' "$postfix"/box/new/*
  grep -q '^Delivered-To: anna@xn--bcher-kva.example' "$postfix"/box/new/*
}

@test "what a real server refuses has failed, and what it puts off waits" {
  start_postfix "smtpd_recipient_restrictions = check_recipient_access inline:{{gone@example.com = 550 5.1.1 Gone},
    {busy@example.com = 450 4.7.1 Greylisted}}, permit_mynetworks, reject" "message_size_limit = 20000"
  shop
  {
    message 1
    message 2 '.to.address = "gone@example.com"'
    message 3 '.to.address = "busy@example.com"'
    message 4 '.text = "x" * 30000'
    message 5
  } >in
  run message-send -q --transport "smtp://localhost:$port" in
  [ "$status" -eq 75 ]
  [ "$(jq -r '[.status, .code] | join(" ")' <<<"$output" | paste -sd ,)" = "sent 250,failed 550,deferred 450,failed 552,sent 250" ]
  [[ "$(jq -r 'select(.message_id == "2").detail' <<<"$output")" == *"5.1.1 <gone@example.com>"*"Gone"* ]]
  delivered 2
}
