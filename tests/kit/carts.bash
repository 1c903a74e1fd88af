# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# What the tests of cart-abandon-report share: making a log of a few events, and asking the report.

# cart_setup: after kit_setup.  The end of a log is its last event unless a test says otherwise.
cart_setup() {
  unset AFTERCARE_NOW
}

# event TIME WHO NAME [MEMBERS]: a line; TIME is within 2026-11-20 UTC or whole, WHO a session; MEMBERS are JSON.
event() {
  local time=$1
  [[ $time == *[Tt]* ]] || time=2026-11-20T${time}Z
  printf '{"type":"cart_event","ts":"%s","session":"%s","event":"%s"%s}\n' "$time" "$2" "$3" "${4:+,$4}"
}

# of TIME NAME MEMBERS: a line that names no session.
of() {
  printf '{"type":"cart_event","ts":"2026-11-20T%sZ","event":"%s",%s}\n' "$1" "$2" "$3"
}

# eur AMOUNT: the members of a cart of so many euros.
eur() {
  printf '"cart_value":"%s","currency":"EUR"' "$1"
}

# The end of the log: a visit of nobody, behind which all others are decided.
end() {
  event 2026-11-29T00:00:00Z end view_item
}

# report [ARG ...]: the report on the log, or what else is asked for, in out; what was said in said; the status in code.
# shellcheck disable=SC2034
report() {
  code=0
  cart-abandon-report "$@" >out 2>said || code=$?
}

# holds FILTER: what jq says of the records in out, as a list.
holds() {
  jq -s -e "$1" out >judged || {
    echo "does not hold: $1"
    cut -c 1-300 said
    jq -c . out | head -n 30
    return 1
  }
}

# figure NAME [STEP [CURRENCY]]: the figure of the whole; "none" where there is none.
figure() {
  jq -rs --arg name "$1" --arg step "${2-}" --arg currency "${3-}" '
    map(select(.name == $name and (.step // "") == $step and (.currency // "") == $currency
      and (has("by") or has("from") or has("field") | not)))
    | if length == 0 then "none" else .[0] | .amount // .value end' out
}

# figures NAME STEP ...: the figure of each step, with blanks between them.
figures() {
  local name=$1 step all=()
  shift
  for step; do
    all+=("$(figure "$name" "$step")")
  done
  echo "${all[*]}"
}

# Each record in out is as its schema wants it.
valid() {
  "$SRC/tests/records/validate.py" out
}
