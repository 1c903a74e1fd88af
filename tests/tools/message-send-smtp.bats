#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# message-send to a mail server: TLS, certificates and logins, and what must never be said.

setup_file() {
  load "$SRC/tests/kit/sending.bash"
  export CERTIFICATES=$BATS_FILE_TMPDIR/certificates
  authority "$CERTIFICATES"
  certificate "$CERTIFICATES" good localhost
  certificate "$CERTIFICATES" other mail.example.org
  certificate "$CERTIFICATES" old localhost -1
  authority "$CERTIFICATES/foreign"
  certificate "$CERTIFICATES/foreign" good localhost
}

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/sending.bash"
  kit_setup
  unset AFTERCARE_LEDGER AFTERCARE_TRANSPORT AFTERCARE_SMTP_PASSWORD
  export SSL_CERT_FILE=$CERTIFICATES/ca.pem
  umask 077
}

teardown() {
  stop_server
}

# login [OBJECT]: a shop that logs in as anna with the password "geheim 1"; OBJECT adds to its mail.
login() {
  shop '{mail: ({user: "anna", password_file: "password"} + '"${1:-{\}}"')}'
  echo 'geheim 1' >password
}

# outcome: status, rule and code of a message sent to $smtp, and the exit status.  All that was said or written down is
# added to kept.
outcome() {
  local code=0
  message 1 | message-send --ledger outcome.db --transport "$smtp" >stdout 2>stderr || code=$?
  cat stdout stderr outcome.db* >>kept
  rm -f outcome.db*
  jq -r '[.status, .rule // "-", .code // "-"] | join(" ")' stdout | tr '\n' ' '
  echo "$code"
}

detail() {
  jq -r .detail stdout
}

# untold: the password stands in nothing that was kept, and no login was tried without TLS.
untold() {
  [ -s kept ]
  run ! grep -qaF -e geheim -e "$(printf 'geheim 1' | base64)" -e "$(printf '\0anna\0geheim 1' | base64)" kept
  run ! grep -q '^AUTH' server.log
}

@test "smtps: all of it is said over TLS" {
  shop
  start_server --tls "$CERTIFICATES/good.pem" --way=smtps
  smtp=smtps://localhost:$port
  [ "$(outcome)" = "sent - 250 0" ]
  [ "$(jq -r .transport stdout)" = "$smtp" ]
  run --separate-stderr message-send --check --transport "$smtp"
  [ "$status" -eq 0 ]
  [[ $stderr == *"the server answers"* ]]
  stop_server
  grep -q '^tls: RCPT TO:<giulia@example.com>' server.log
  grep -q '^tls: \.' server.log
  run ! grep -qvE '^(tls: |\(closed\))' server.log
}

@test "smtp: TLS is begun where the server offers it, before anything is said" {
  shop
  start_server --tls "$CERTIFICATES/good.pem" --utf8
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "sent - 250 0" ]
  stop_server
  [ "$(grep -vE '^(tls: |\(closed\))' server.log | cut -d' ' -f1 | tr -d '\r' | paste -sd ' ')" = "EHLO STARTTLS" ]
  grep -q '^tls: MAIL FROM:<hello@shop.example>' server.log
}

@test "a bad certificate gets no mail, whatever the way to TLS" {
  shop
  for pem in other.pem old.pem foreign/good.pem; do
    for way in smtps smtp; do
      start_server --tls "$CERTIFICATES/$pem" "--way=$way"
      smtp=$way://localhost:$port
      [ "$(outcome)" = "deferred transport - 75" ]
      [[ "$(detail)" == *certificate* ]]
      run ! message-send --check --transport "$smtp"
      stop_server
      run ! grep -qE '(MAIL|RCPT|DATA)' server.log
    done
  done
}

@test "a bad certificate gets no login" {
  login
  for pem in other.pem old.pem foreign/good.pem; do
    for way in smtps smtp; do
      start_server --tls "$CERTIFICATES/$pem" --auth "PLAIN LOGIN" --clear-auth "--way=$way"
      smtp=$way://localhost:$port
      [ "$(outcome)" = "deferred transport - 75" ]
      stop_server
      run ! grep -qE '(AUTH|login|MAIL)' server.log
      untold
    done
  done
}

@test "the authorities are those of mail.ca_file, else of SSL_CERT_FILE" {
  shop '{mail: {ca_file: "ca.pem"}}'
  start_server --tls "$CERTIFICATES/good.pem" --way=smtps
  smtp=smtps://localhost:$port
  cp "$CERTIFICATES/foreign/ca.pem" ca.pem
  [ "$(outcome)" = "deferred transport - 75" ]
  cp "$CERTIFICATES/ca.pem" ca.pem
  unset SSL_CERT_FILE
  [ "$(outcome)" = "sent - 250 0" ]
  rm ca.pem
  [ "$(outcome)" = 2 ]
  [[ "$(cat stderr)" == *"/ca.pem: No such file or directory"* ]]
  shop
  [ "$(outcome)" = "deferred transport - 75" ]
}

@test "what the settings name is looked for before anything is read" {
  shop '{mail: {ca_file: "ca.pem"}}'
  run --separate-stderr message-send --ledger new.db --transport smtp://localhost:1 </dev/null
  [ "$status" -eq 2 ]
  [ "${stderr_lines[0]}" = "message-send: ./ca.pem: No such file or directory" ]
  login
  chmod 640 password
  run --separate-stderr message-send --ledger new.db --transport smtp://localhost:1 <<<'no record'
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == "message-send: mail.password_file: "* ]]
  [ "${#stderr_lines[@]}" -eq 1 ]
  run --separate-stderr message-send --ledger new.db --transport "pipe:$PWD/none" </dev/null
  [ "$status" -eq 2 ]
  [[ ${stderr_lines[0]} == *"$PWD/none"* ]]
  # A command is run where there is something to send.
  shop '{mail: {user: "anna", password_command: "touch ran"}}'
  message-send -q --ledger new.db --transport smtp://localhost:1 </dev/null
  [ ! -e ran ]
  [ ! -e new.db ]
}

@test "TLS before 1.2 is none, even where the system's settings allow it" {
  shop
  cat >openssl.cnf <<'END'
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = default
[default]
MinProtocol = TLSv1
CipherString = DEFAULT:@SECLEVEL=0
END
  export OPENSSL_CONF=$PWD/openssl.cnf
  start_server --tls "$CERTIFICATES/good.pem" --old-tls --way=smtps
  smtp=smtps://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  stop_server
  run ! grep -q 'MAIL' server.log
}

@test "a login is told in each of the ways, over TLS alone" {
  while read -r auth offered way; do
    for tls in smtps smtp; do
      login '{auth: "'"$auth"'"}'
      start_server --tls "$CERTIFICATES/good.pem" --auth "${offered//,/ }" --clear-auth "--way=$tls"
      smtp=$tls://localhost:$port
      [ "$(outcome)" = "sent - 250 0" ]
      stop_server
      [ "$(grep '^login' server.log)" = "login: anna geheim 1" ]
      [ "$(grep -c "^tls: AUTH $way" server.log)" -eq 1 ]
      run ! grep -q '^AUTH' server.log
      untold
    done
  done <<'END'
any PLAIN,LOGIN PLAIN
any LOGIN LOGIN
any CRAM-MD5,LOGIN,XOAUTH2 LOGIN
plain LOGIN,PLAIN PLAIN
login PLAIN,LOGIN LOGIN
xoauth2 PLAIN,XOAUTH2 XOAUTH2
END
}

@test "one login is for all mails of a connection" {
  login
  start_server --tls "$CERTIFICATES/good.pem" --auth PLAIN
  { message 1 && message 2 && message 3; } | message-send -q --transport "smtp://localhost:$port" >out
  stop_server
  [ "$(jq -r .status out | paste -sd ' ')" = "sent sent sent" ]
  [ "$(grep -c '^tls: AUTH' server.log)" -eq 1 ]
  [ "$(grep -c '^tls: MAIL' server.log)" -eq 3 ]
}

@test "a login waits where there is no TLS, or none that holds" {
  login
  while read -r options; do
    # shellcheck disable=SC2086
    start_server --tls "$CERTIFICATES/good.pem" --auth "PLAIN" --clear-auth $options
    smtp=smtp://localhost:$port
    [[ "$(outcome)" =~ ^"deferred transport "(-|454|500)" 75"$ ]]
    stop_server
    run ! grep -qE '(AUTH|login|MAIL|RCPT)' server.log
    untold
  done <<'END'
--no-starttls
--refuse-tls
--inject
--old-tls
--old-hello --no-starttls
END
  start_server --auth PLAIN --clear-auth
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  [[ "$(detail)" == *"does not offer STARTTLS, and no login goes out without TLS"* ]]
  run --separate-stderr message-send --check --transport "$smtp"
  [ "$status" -eq 75 ]
  [[ $stderr == *"does not offer STARTTLS"* ]]
  # The same server over TLS that knows no EHLO: HELO would lead to a mail without a login.
  start_server --tls "$CERTIFICATES/good.pem" --way=smtps --old-hello
  smtp=smtps://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  stop_server
  run ! grep -q 'MAIL' server.log
}

@test "without a login a mail goes to a server that refuses STARTTLS, but not to one that sends more behind it" {
  shop
  start_server --tls "$CERTIFICATES/good.pem" --refuse-tls
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "sent - 250 0" ]
  start_server --tls "$CERTIFICATES/good.pem" --inject
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  stop_server
  run ! grep -q 'MAIL' server.log
}

@test "SMTPUTF8 may be offered before or behind STARTTLS, and is judged when all was offered" {
  local id=1
  shop
  # --refuse-tls: what was offered before is all there is.
  for options in "--utf8" "--utf8 --refuse-tls" "--refuse-tls" ""; do
    # shellcheck disable=SC2086
    start_server --tls "$CERTIFICATES/good.pem" $options
    message 1 '.to.address = "\u0430\u043d\u043d\u0430@example.com"' |
      message-send -q --ledger "$id.db" --transport "smtp://localhost:$port" >>out || true
    stop_server
    id=$((id + 1))
  done
  [ "$(jq -r .status out | paste -sd ' ')" = "sent sent failed failed" ]
  run ! grep -q 'MAIL' server.log
}

@test "a login that is refused is a clear text, and costs no mail" {
  login
  for options in "" --echo; do
    for auth in PLAIN LOGIN; do
      # shellcheck disable=SC2086
      start_server --tls "$CERTIFICATES/good.pem" --auth "$auth" --refuse-login $options
      smtp=smtp://localhost:$port
      [ "$(outcome)" = "deferred transport 535 75" ]
      [[ "$(detail)" == "the server refused the login: 535"* ]]
      run --separate-stderr message-send --check --transport "$smtp"
      [ "$status" -eq 75 ]
      [[ $stderr == *"the server refused the login: 535"* ]]
      [[ $stderr != *geheim* ]]
      stop_server
      run ! grep -qE 'MAIL' server.log
      untold
    done
  done
  login '{auth: "xoauth2"}'
  start_server --tls "$CERTIFICATES/good.pem" --auth XOAUTH2 --refuse-login --echo
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "deferred transport 535 75" ]
  untold
  # It goes out once the login is right.
  message 1 | message-send -q --ledger later.db --transport "$smtp" >out || true
  start_server --tls "$CERTIFICATES/good.pem" --auth XOAUTH2
  message-send -q --ledger later.db --now 2026-11-21T10:00:00Z --transport "smtp://localhost:$port" </dev/null >out
  [ "$(jq -r .status out)" = sent ]
}

@test "a server that offers no way to log in that is wanted gets none" {
  login '{auth: "plain"}'
  start_server --tls "$CERTIFICATES/good.pem" --auth "LOGIN CRAM-MD5"
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  [[ "$(detail)" == *"no way to log in that is wanted here"* ]]
  start_server --tls "$CERTIFICATES/good.pem"
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "deferred transport - 75" ]
  stop_server
  run ! grep -qE '(MAIL|AUTH)' server.log
}

@test "the password comes from a file, a command or the environment" {
  start_server --tls "$CERTIFICATES/good.pem" --auth PLAIN
  smtp=smtp://localhost:$port
  login
  chmod 640 password
  [ "$(outcome)" = 2 ]
  [[ "$(cat stderr)" == *"mail.password_file: "*"/password: others than its owner may use it (mode 640)"* ]]
  run ! message-send --check --transport "$smtp"
  # Who does not send does not need it.
  message 1 | message-send -q --dry-run --transport "$smtp" >out
  [ "$(jq -r .status out)" = sent ]
  chmod 400 password
  [ "$(outcome)" = "sent - 250 0" ]
  shop '{mail: {user: "anna", password_command: "sh -c \"echo ask >>asked; echo geheim 2\""}}'
  [ "$(outcome)" = "sent - 250 0" ]
  [ "$(wc -l <asked)" -eq 1 ]
  AFTERCARE_SMTP_PASSWORD="geheim 3" run outcome
  [ "$output" = "sent - 250 0" ]
  shop '{mail: {user: "anna", password_command: "sh -c \"echo geheim 4; exit 1\""}}'
  [ "$(outcome)" = 75 ]
  [[ "$(cat stderr)" == *"mail.password_command: the command ended with status 1"* ]]
  shop '{mail: {user: "anna"}}'
  [ "$(outcome)" = 2 ]
  [[ "$(cat stderr)" == *"mail.user needs a password"* ]]
  stop_server
  [ "$(grep '^login' server.log | paste -sd ,)" = "login: anna geheim 1,login: anna geheim 2,login: anna geheim 3" ]
}

@test "a password in a URL is refused, and not repeated" {
  shop
  message 1 >in
  for url in smtp://anna:geheim@localhost smtps://anna:geheim@localhost:465 smtp://anna@localhost smtpx://anna:geheim@localhost; do
    run --separate-stderr message-send --transport "$url" in
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr != *geheim* ]]
  done
  run --separate-stderr message-send --transport smtp://anna:geheim@localhost in
  [[ $stderr == *"mail.user and mail.password_file in the shop file"* ]]
  jq '.mail = {transport: "smtp://anna:geheim@localhost"}' shop.json >with.json
  run --separate-stderr message-send --shop with.json in
  [ "$status" -eq 2 ]
  [[ $stderr != *geheim* ]]
  run ! grep -rq geheim "$HOME"
}

@test "the login is for the host of mail.transport, and stays at home otherwise" {
  login '{transport: "smtps://smtp.provider.example"}'
  start_server --tls "$CERTIFICATES/good.pem" --auth PLAIN
  smtp=smtp://localhost:$port
  [ "$(outcome)" = "sent - 250 0" ]
  run ! grep -qE '(AUTH|login)' server.log
  untold
  login '{transport: "smtp://LOCALHOST:25"}'
  [ "$(outcome)" = "sent - 250 0" ]
  [ "$(grep -c '^login: anna geheim 1' server.log)" -eq 1 ]
}

@test "a server that hangs at QUIT holds nobody up over TLS either" {
  shop
  start_server --tls "$CERTIFICATES/good.pem" --way=smtps --hang-at-quit
  message 1 | timeout 60 message-send -q --transport "smtps://localhost:$port" >out
  [ "$(jq -r .status out)" = sent ]
  grep -q '^tls: QUIT' server.log
}

@test "a server that hangs up behind each mail is called again for the next" {
  login
  for way in smtps smtp; do
    start_server --tls "$CERTIFICATES/good.pem" "--way=$way" --auth PLAIN --one-mail
    { message 1 && message 2 && message 3; } | message-send -q --ledger "$way.db" --transport "$way://localhost:$port" >out
    stop_server
    [ "$(jq -r .status out | paste -sd ' ')" = "sent sent sent" ]
    [ "$(grep '^tls: Message-ID:' server.log | sort | uniq -c | awk '{ print $1 }' | paste -sd ' ')" = "1 1 1" ]
    [ "$(grep -c '^login: anna geheim 1' server.log)" -eq 3 ]
  done
}

@test "several at once log in each, and the password is asked for once" {
  shop '{mail: {user: "anna", password_command: "sh -c \"echo ask >>asked; echo geheim 1\""}}'
  for way in smtps smtp; do
    start_server --tls "$CERTIFICATES/good.pem" "--way=$way" --auth PLAIN
    for n in {1..60}; do
      message "$n"
    done >in
    message-send -q -j 6 --ledger "$way.db" --transport "$way://localhost:$port" in >out
    stop_server
    [ "$(jq -r .status out | sort | uniq -c | xargs)" = "60 sent" ]
    [ "$(grep -c '^tls: Message-ID:' server.log)" -eq 60 ]
    [ "$(grep '^tls: Message-ID:' server.log | sort -u | wc -l)" -eq 60 ]
    [ "$(grep -c '^login: anna geheim 1' server.log)" -le 6 ]
    [ "$(wc -l <asked)" -eq 1 ]
    rm asked
  done
}

@test "nothing that a record says can add a command, a recipient or a header" {
  shop
  start_server
  for address in 'a@b>\nRCPT TO:<eve@example.com' 'a@b\r\nDATA' 'a@b\u0000' 'a@b\r' '-f@b' ' a@b' 'a@b> SIZE=1' '<a@b>' 'a@b,eve@c'; do
    message 1 '.to.address = ("'"$address"'")'
  done >in
  message 2 '.subject = "x\r\nBcc: eve@example.com\r\n\r\nbody\u0000" | .to.name = "y\r\n.\r\nRCPT TO:<eve@example.com>"' >>in
  message 3 '.subject = "-t -oQ/tmp" | .text = ".\r\n.\nMAIL FROM:<eve@example.com>\r\n\u0000.\r.\r\n"' >>in
  run --separate-stderr message-send -q --rejects rejects --transport "smtp://localhost:$port" in
  [ "$status" -eq 1 ]
  [ "$(wc -l <rejects)" -eq 9 ]
  [ "$(jq -r .status <<<"$output" | paste -sd ' ')" = "sent sent" ]
  stop_server
  [ "$(grep -c '^MAIL FROM:<hello@' server.log)" -eq 2 ]
  [ "$(grep -c '^RCPT' server.log)" -eq 2 ]
  [ "$(grep -c '^RCPT TO:<giulia@example.com>' server.log)" -eq 2 ]
  [ "$(grep -c '^DATA' server.log)" -eq 2 ]
  run ! grep -qi '^bcc:' server.log
}

@test "mails of the sizes at which buffers end arrive whole" {
  shop
  /usr/bin/python3 - <<'PY' >in
import json
for size in [16383, 16384, 16385, 65535, 65536, 65537, 131072, 131074, 1000000]:
    text = ("x" * 70 + "\n") * (size // 71) + "." * (size % 71)
    print(json.dumps({"type": "message", "id": f"size:{size}", "class": "transactional", "channel": "email",
                      "to": {"address": "a@example.com"}, "subject": f"{size} bytes", "text": text}))
PY
  start_server
  run message-send -q --transport "smtp://localhost:$port" in
  [ "$status" -eq 0 ]
  stop_server
  # What was told between DATA and the dot is what lies in the ledger.
  while read -r id; do
    message-send --show "$id" | jq -j .mail
    echo .
  done < <(jq -r .id in) >want
  sed -n '/^Date:/,/^\.\r$/p' server.log | sed 's/\r$//; s/^\.\././' >got
  cmp want got
}

@test "a server may be named by an address of IPv6" {
  [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6 || skip "no IPv6 here"
  shop
  start_server --host ::1
  smtp="smtp://[::1]:$port"
  [ "$(outcome)" = "sent - 250 0" ]
  [ "$(jq -r .transport stdout)" = "$smtp" ]
  stop_server
  grep -q '^RCPT TO:<giulia@example.com>' server.log
}
