# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# A Postfix of the test's own, which really delivers.  To be loaded in setup(), after sending.bash.
#
# It is the one that is installed, or that tests/run has unpacked in the build folder; its settings and queue are in a
# folder of the test's, it listens on a free port of this machine, delivers all mail into one Maildir, whoever it is to, and
# sends nothing elsewhere.  It needs root.

# start_postfix [SETTING ...]: with more settings, as main.cf has them.  $postfix is its folder, $port its port, $sendmail
# its sendmail program, $postfix/box its Maildir.  Its certificate is for localhost, by the authority in $CERTIFICATES.
start_postfix() {
  local root=$BUILD/unpacked/postfix lib
  [ -d "$root" ] || root=
  lib=$root/usr/lib/postfix
  [ -x "$lib/sbin/master" ] || skip "no Postfix (package postfix)"
  [ "$(id -u)" = 0 ] || skip "only root may start a Postfix"
  # Its parts run as other users.
  setpriv --reuid=nobody --regid=nogroup --clear-groups test -x / || skip "the root folder is closed to others"
  # Not below the test's own folder, which is closed to others.
  postfix=$(mktemp -d /tmp/aftercare-postfix.XXXXXX)
  port=$(free_port)
  # shellcheck disable=SC2034
  sendmail=$root/usr/sbin/sendmail
  export LD_LIBRARY_PATH=$lib MAIL_CONFIG=$postfix/conf
  chmod 755 "$postfix"
  mkdir -m 755 "$postfix"/{conf,data,queue,box}
  mkdir "$postfix"/queue/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,maildrop,pid,private,public,saved,trace}
  postfix_settings "$root" "$lib" "$@" >"$postfix/conf/main.cf"
  postfix_services >"$postfix/conf/master.cf"
  chown -R daemon "$postfix/data" "$postfix"/queue/*
  chown root "$postfix/queue/pid"
  chgrp mail "$postfix"/queue/{maildrop,public}
  chmod 730 "$postfix/queue/maildrop"
  chmod 710 "$postfix/queue/public"
  chown nobody "$postfix/box"
  "$lib/sbin/master" -c "$postfix/conf" 3>&- &
  master=$!
  for _ in {1..400}; do
    ! (exec 4<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    sleep 0.05
  done
  echo "Postfix does not answer"
  cat "$postfix/log"
  return 1
}

postfix_settings() {
  local root=$1 lib=$2
  shift 2
  cat <<END
compatibility_level = 3.6
queue_directory = $postfix/queue
data_directory = $postfix/data
meta_directory = $postfix/conf
daemon_directory = $lib/sbin
command_directory = $root/usr/sbin
shlib_directory = $lib
import_environment = MAIL_CONFIG LD_LIBRARY_PATH TZ LANG=C
mail_owner = daemon
setgid_group = mail
myhostname = mail.example
mydestination =
alias_maps =
local_recipient_maps =
alias_database =
virtual_mailbox_domains = static:all
virtual_mailbox_base = $postfix
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_tls_cert_file = $CERTIFICATES/good.crt
smtpd_tls_key_file = $CERTIFICATES/good.key
smtpd_tls_security_level = may
maillog_file = $postfix/log
maillog_file_prefixes = $postfix
END
  printf '%s\n' "$@"
}

postfix_services() {
  cat <<END
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
}

stop_postfix() {
  [ -z "${master:-}" ] || kill "$master" 2>/dev/null || true
  [ -z "${master:-}" ] || wait "$master" 2>/dev/null || true
  [ -z "${postfix:-}" ] || rm -rf "$postfix"
  master=
  postfix=
}

# delivered N: waits until N mails lie in the Maildir, and no more are on their way.
delivered() {
  local n=0
  for _ in {1..600}; do
    n=$(find "$postfix/box/new" -type f 2>/dev/null | wc -l)
    [ "$n" -lt "$1" ] || [ -n "$(find "$postfix"/queue/{active,incoming,maildrop,deferred} -type f)" ] || break
    sleep 0.05
  done
  [ "$n" -eq "$1" ] || {
    echo "$n mails instead of $1"
    cat "$postfix/log"
    return 1
  }
}
