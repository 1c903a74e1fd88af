# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# What the tests of sending share.  To be loaded in their setup(), after lib.bash.

# message ID [FILTER [JQ-ARG ...]]: a message record, as the jq FILTER changes it.
message() {
  local id=$1 filter=${2:-.}
  shift $(($# < 2 ? $# : 2))
  jq -nc --arg id "$id" "$@" '{type: "message", id: $id, class: "transactional", channel: "email",
    to: {name: "Giulia Ferri", address: "giulia@example.com"}, subject: "Order \($id)", text: "Thank you!\n",
    html: "<p>Thank you!</p>\n", created_at: "2026-11-20T10:00:00+01:00"} | '"$filter"
}

# messages FROM TO: a record for each number.
messages() {
  jq -nc --argjson from "$1" --argjson to "$2" 'range($from; $to + 1) | {type: "message", id: "order:\(.)",
    class: "transactional", channel: "email", to: {address: "c\(.)@example.com"}, subject: "Order \(.)", text: "Thanks"}'
}

# field NAME FILE: the values of a field, in one line.
field() {
  jq -r ".$1 // \"-\"" "$2" | paste -sd ' '
}

# shop [OBJECT]: a shop file with the keys of OBJECT, as jq writes it, beside the usual ones.
shop() {
  jq -n '{name: "Bottega", email: "hello@shop.example"} + '"${1:-{\}}" >shop.json
}

# start_server [OPTION ...]: tests/tools/smtp-server.py on a free port, as $port; server.log has what it is told.
start_server() {
  stop_server
  rm -f server.port
  "$SRC/tests/tools/smtp-server.py" server.port server.log "$@" 3>&- &
  server=$!
  for _ in {1..200}; do
    [ ! -e server.port ] || break
    sleep 0.05
  done
  # shellcheck disable=SC2034
  port=$(cat server.port)
}

stop_server() {
  [ -z "${server:-}" ] || kill "$server" 2>/dev/null || true
  [ -z "${server:-}" ] || wait "$server" 2>/dev/null || true
  server=
}

# free_port: a port of this machine on which nobody listens.
free_port() {
  /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# authority DIR: an authority of our own in DIR, as ca.pem and ca.key.
authority() {
  mkdir -p "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/ca.key" -out "$1/ca.pem" \
    -subj "/CN=Test authority" -days 30 2>/dev/null
}

# certificate DIR NAME HOST [DAYS]: DIR/NAME.pem, a key and a certificate for HOST by the authority in DIR.
certificate() {
  local dir=$1 name=$2 host=$3 days=${4:-30}
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$name.key" -out "$dir/$name.csr" \
    -subj "/CN=$host" -addext "subjectAltName=DNS:$host" 2>/dev/null &&
    openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial -days "$days" \
      -copy_extensions copy -out "$dir/$name.crt" 2>/dev/null &&
    cat "$dir/$name.key" "$dir/$name.crt" >"$dir/$name.pem"
}
