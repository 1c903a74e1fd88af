# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# What the tests of the importers share: one run, and what can be said of it.  To be loaded in their setup(), after lib.bash.

# importing TOOL: what the others speak of.
importing() {
  importer=$1
}

# import [ARG ...]: what $importer makes of it, in the files got, said and rejects, and the status in code; never fails.
# shellcheck disable=SC2034
import() {
  code=0
  "$importer" --rejects rejects "$@" >got 2>said || code=$?
}

# holds FILTER: what jq says of all records is true.
holds() {
  jq -es "$1" got >/dev/null || {
    head -c 2000 got
    head -c 2000 said
    return 1
  }
}

# Each record in got is as its schema wants it.
valid() {
  "$SRC/tests/records/validate.py" got
}
