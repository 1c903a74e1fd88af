#!/bin/sh
# SPDX-License-Identifier: ISC
# floors.sh - no file of common/ or tools/ includes a floor to the right of its own
#
# usage: tests/kit/floors.sh SOURCE-FOLDER
set -eu

cd "$1"
find common tools -name '*.[ch]' -exec awk '
  BEGIN {
    count = split("base data io shop cli tools", floors, " ")
    for (i = 1; i <= count; i++)
      rank[floors[i]] = i
  }
  FNR == 1 {
    split(FILENAME, part, "/")
    own = part[1] == "tools" ? "tools" : part[2]
  }
  /^#[ \t]*include "/ {
    split($0, quoted, "\"")
    split(quoted[2], part, "/")
    if (rank[part[1]] > rank[own] || (own == "tools" && part[1] == "tools")) {
      print FILENAME " includes " quoted[2]
      bad = 1
    }
  }
  END { exit bad }
' {} +
