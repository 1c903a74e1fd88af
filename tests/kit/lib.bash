# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# What all bats files share.  To be loaded in their setup():
#
#   setup() { load "$SRC/tests/kit/lib.bash"; kit_setup; }
#
# Meson sets, for every bats file:
#   SRC, BUILD           the source tree and the build tree
#   PATH                 begins with the tools that were built
#   AFTERCARE_TOOLS      the names of all tools
#   AFTERCARE_TEST_DATA  real data, which may be missing
# and for the files that are run once for each tool:
#   TOOL                 its name

bats_require_minimum_version 1.5.0

# The clock of every test and of every example.
NOW=2026-11-21T09:00:00Z

# kit_setup: a folder of its own as the working directory, and no settings from outside.
kit_setup() {
  local variable
  for variable in AFTERCARE_SHOP AFTERCARE_DATADIR AFTERCARE_SIGNING_KEY; do
    unset "$variable"
  done
  export LC_ALL=C.UTF-8 AFTERCARE_NOW=$NOW
  export AFTERCARE_TEST_DATA=${AFTERCARE_TEST_DATA:-$SRC/../shared/data}
  export HOME=$BATS_TEST_TMPDIR/home XDG_STATE_HOME=$BATS_TEST_TMPDIR/home/state
  mkdir -p "$HOME" "$BATS_TEST_TMPDIR/work"
  cd "$BATS_TEST_TMPDIR/work" || return
}

# need_data PATH: skips the test where the real data are not there; prints where they are.
need_data() {
  [ -e "$AFTERCARE_TEST_DATA/$1" ] || skip "no $1 in the test data"
}

# The file in tests/kit/samples/$TOOL that the tool handles whole.
kit_sample() {
  local file=("$SRC/tests/kit/samples/$TOOL"/good.*)
  [ -f "${file[0]}" ] || {
    echo "a new tool needs tests/kit/samples/$TOOL/good.jsonl (or good.csv)"
    return 1
  }
  printf '%s\n' "${file[0]}"
}

# The words in tests/kit/args that $TOOL is given in every test of the kit.
kit_args() {
  sed -n "s/^$TOOL  *//p" "$SRC/tests/kit/args"
}

# kit_run [ARG ...]: the tool in a new folder, so that what it keeps there is fresh, and without remarks.  What the sample
# needs there is made by the program `prepare` beside it, where there is one.
kit_run() {
  local dir args prepare=$SRC/tests/kit/samples/$TOOL/prepare
  dir=$(mktemp -d "$BATS_TEST_TMPDIR/run.XXXXXX") || return
  read -ra args < <(kit_args) || true
  [ ! -x "$prepare" ] || (cd "$dir" && "$prepare" </dev/null >/dev/null) || return
  (cd "$dir" && exec "$TOOL" --quiet "${args[@]}" "$@")
}

# same EXPECTED ACTUAL: two files are the same; shows where they differ.
same() {
  cmp -s "$1" "$2" || {
    diff -u "$1" "$2" | cut -c 1-300 | head -n 40
    return 1
  }
}
