#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What holds for the kit as a whole.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
}

# all_rows: the rows of all tables, with the tool behind each.
all_rows() {
  local tool
  for tool in $AFTERCARE_TOOLS; do
    "$tool" --list-options | awk -F '\t' -v OFS='\t' -v tool="$tool" 'NF == 4 { print $0, tool }'
  done
}

@test "there are tools" {
  [ -n "$AFTERCARE_TOOLS" ]
}

@test "an option word has one short form, one ARG and one meaning in the whole kit" {
  all_rows | awk -F '\t' '
    !($2 in row) { row[$2] = $1 FS $3 FS $4; first[$2] = $5; next }
    row[$2] != $1 FS $3 FS $4 { print "--" $2 " is not the same in " first[$2] " and " $5 }' >differences
  same /dev/null differences
}

@test "a short form stands for one option in the whole kit" {
  all_rows | awk -F '\t' '
    $1 == "" { next }
    !($1 in name) { name[$1] = $2; first[$1] = $5; next }
    name[$1] != $2 { print "-" $1 " is --" name[$1] " in " first[$1] ", --" $2 " in " $5 }' >differences
  same /dev/null differences
}

@test "an option's help is one line without a final dot" {
  all_rows | awk -F '\t' '$4 == "" || $4 ~ /\.$/' >wrong
  same /dev/null wrong
}

@test "only message-send links with curl, and those that look into its ledger with GMime, SQLite and libpq" {
  for tool in $AFTERCARE_TOOLS; do
    readelf -d "$(command -v "$tool")" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >needed
    grep -q '^libc\.so' needed
    case $tool in
      message-send) continue ;;
      *-collect) heavy='curl' ;;
      *) heavy='curl|gmime|sqlite|libpq' ;;
    esac
    if grep -E "$heavy" needed; then
      echo "... in $tool"
      return 1
    fi
  done
}

@test "a file includes its own floor and those to its left" {
  run "$SRC/tests/kit/floors.sh" "$SRC"
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "a file that looks upwards is found" {
  mkdir -p tree/common/base tree/common/io tree/tools
  echo '#include "io/http.h"' >tree/common/base/a.c
  echo '#include "base/buf.h"' >tree/common/io/a.c
  run "$SRC/tests/kit/floors.sh" tree
  [ "$status" -eq 1 ]
  [ "$output" = 'common/base/a.c includes io/http.h' ]
}

@test "every tool has its own tests" {
  for tool in $AFTERCARE_TOOLS; do
    [ -f "$SRC/tests/tools/$tool.bats" ] || { echo "no tests/tools/$tool.bats"; return 1; }
  done
}

@test "the data folder of the build tree is the source's" {
  [ "$BUILD/share/aftercare" -ef "$SRC/common/shop/data" ]
}

@test "what is installed finds its data, its pages and its completions" {
  DESTDIR=$PWD/root run meson install -C "$BUILD" --no-rebuild --quiet
  echo "$output"
  [ "$status" -eq 0 ]
  for tool in $AFTERCARE_TOOLS; do
    installed=$(find root -path "*/bin/$tool")
    share=${installed%/bin/*}/share
    for file in "man/man1/$tool.1" "bash-completion/completions/$tool" "zsh/site-functions/_$tool" \
      "fish/vendor_completions.d/$tool.fish"; do
      [ -s "$share/$file" ] || { echo "no $file"; return 1; }
    done
  done
  diff -r "$share/aftercare" "$SRC/common/shop/data"
  # It finds these data, and not those of the build tree.
  run "${installed%/*}/order-confirm" --list-templates
  [ "$status" -eq 0 ]
  [[ $output == *"$PWD/$share/aftercare/templates/"* ]]
  [[ $output != *"$SRC/common/shop/data"* ]]
  [[ $output != *"$BUILD/share"* ]]
}
