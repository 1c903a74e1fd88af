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
    mail "$name" >mail
    bounce-collect -q mail >got 2>said || { echo "$name: status $?"; cat said; return 1; }
    [ "$(came_to got)" = "$want" ] || { echo "$name: $(came_to got), not $want"; cat got; return 1; }
    [ ! -s said ] || { echo "$name: $(cat said)"; return 1; }
    [ ! -s got ] || "$SRC/tests/records/validate.py" got
  done <table
}
