#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# bounce-collect on what a real Postfix sends back, to a return path with a token and to one without.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  load "$SRC/tests/kit/postfix.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT AFTERCARE_SIGNING_KEY
  export CERTIFICATES=$BATS_TEST_TMPDIR/none
  printf 'a key of enough bytes to sign with' >key
  chmod 600 key
}

teardown() {
  stop_postfix
}

# shop_with SETTINGS: a shop file whose mail has these, in JSON.
shop_with() {
  jq -n --argjson mail "$1" '{name: "Ferri", email: "hello@shop.example", mail: $mail,
    secrets: {signing_key_file: "key"}, ledger: "ledger.db"}' >shop.json
}

# send NAME ...: a message to each at example.com, over SMTP; each is accepted.
send() {
  for name; do
    jq -nc --arg name "$name" '{type: "message", id: "order:\($name)", class: "transactional", channel: "email",
      to: {address: "\($name)@example.com"}, subject: "Order", text: "Thank you."}'
  done | message-send -q --transport "smtp://localhost:$port" >sent 2>said || cat sent said
  [ "$(jq -r .status sent | sort -u)" = sent ]
}

refusing() {
  start_postfix "smtpd_reject_unlisted_recipient = no" "smtpd_tls_security_level = none" "smtp_tls_security_level = none" "transport_maps = inline:{
    { gone@example.com = error:5.1.1 User unknown in a table }, { full@example.com = error:5.2.2 Mailbox is full },
    { spam@example.com = error:5.7.1 This looks like spam } }"
}

# The records of what lies in the Maildir, a line each: address or message, and what became of it.
collected() {
  bounce-collect -q "$postfix/box" 2>said |
    jq -r 'if .type == "receipt" then [.message_id, .status, .rule, (.detail | split(" ")[0])] else [.address, .reason] end | join(" ")' |
    sort
}

@test "what Postfix sends back is told by the token in the address that it came back to" {
  refusing
  shop_with '{"return_path": "bounce+{token}@shop.example"}'
  send good gone full spam
  delivered 4
  # The mails that Postfix gives back are not needed.
  for mail in "$postfix"/box/new/*; do sed -i 's/^Message-I[Dd]: .*/X-Was: removed/' "$mail"; done
  collected >got
  [ "$(cat got)" = "gone@example.com bounce
order:full failed soft 5.2.2
order:gone failed hard 5.1.1
order:spam failed refused 5.7.1" ]
  # The one that was delivered is no report.
  [ "$(wc -l <said)" -eq 1 ]
  grep -q ': is no report that a mail system sends back$' said
  [ -z "$(ls "$postfix/box/new")" ]
}

@test "without a token it is told by the Message-ID that Postfix gives back" {
  refusing
  shop_with '{"return_path": "bounce@shop.example"}'
  send gone
  delivered 1
  [ "$(collected)" = "gone@example.com bounce
order:gone failed hard 5.1.1" ]
  [ ! -s said ]
}
