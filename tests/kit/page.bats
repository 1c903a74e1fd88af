#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# A tool's table of options, its man page and the first line of its source say the same.  Run once for each tool.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  page=$SRC/man/$TOOL.1
}

# documented PAGE: its option entries as "brief<TAB>name<TAB>ARG".
documented() {
  sed -nE 's/^\.It Fl ([A-Za-z0-9]) , Fl -([a-z0-9-]+)( Ar (.*))?$/\1\t\2\t\4/p
    s/^\.It Fl -([a-z0-9-]+)( Ar (.*))?$/\t\1\t\3/p' "$1" | sort
}

@test "the page is there and lints clean" {
  run mandoc -T lint -W warning "$page"
  echo "$output"
  [ "$status" -eq 0 ]
  [ -z "$output" ]
}

@test "the page has the sections of every page" {
  sed -n 's/^\.Sh //p' "$page" >sections
  for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
    grep -qxF "$section" sections || { echo "no $section"; return 1; }
  done
}

@test "NAME, --help and the first line of the source say what the tool does" {
  about=$(sed -n 's/^\.Nd //p' "$page" | head -n 1)
  [ -n "$about" ]
  [ "$(sed -n '/^\.Nm /{s///p;q}' "$page")" = "$TOOL" ]
  [ "$(head -n 1 "$SRC/tools/$TOOL.c")" = "/* $TOOL - $about */" ]
  [ "$("$TOOL" --help | sed -n 2p)" = "${about^}." ]
}

@test "SYNOPSIS shows the operands" {
  operands=$("$TOOL" --list-options | sed -n '1s/^operands\t//p')
  mandoc -T ascii "$page" | col -b | sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' | tr -s ' \n' ' ' >synopsis
  grep -qF -- "$operands" synopsis
}

@test "the page and the table have the same options" {
  "$TOOL" --list-options | sed '1d; /^common$/d' | cut -f 1-3 | sort >want
  documented "$page" >got
  same want got
}

@test "aftercare(7) and the table have the same common options" {
  "$TOOL" --list-options | sed '1,/^common$/d' | cut -f 1-3 | sort >want
  [ -s want ]
  documented "$SRC/man/aftercare.7" >got
  same want got
}

@test "the page refers to aftercare(7)" {
  grep -q '^\.Xr aftercare 7' "$page"
}
