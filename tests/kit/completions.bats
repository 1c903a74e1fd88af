#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# The completions of a tool, in the shells that they are for.  Run once for each tool.

setup() {
  load "$SRC/tests/kit/lib.bash"
  kit_setup
  made=$BUILD/completions
}

# complete_bash WORD ...: what bash offers for the last word, a line each.
complete_bash() {
  bash --norc -c '
    source "$0"
    shift 0
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    compopt() { :; }
    function=$(complete -p "$1" | sed "s/.* -F \([^ ]*\) .*/\1/")
    "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf "%s\n" "${COMPREPLY[@]}"' "$made/$TOOL" "$@"
}

# The first option of the table whose ARG is one of the kind.
option_with() {
  "$TOOL" --list-options | awk -F '\t' -v kind="$1" '$3 ~ kind { print $2; exit }'
}

@test "bash takes the completion" {
  bash -n "$made/$TOOL"
  run bash --norc -c 'source "$0" && complete -p "$TOOL"' "$made/$TOOL"
  [ "$status" -eq 0 ]
  [[ $output == "complete -F _${TOOL//-/_} $TOOL" ]]
}

@test "bash offers every option" {
  "$TOOL" --list-options | awk -F '\t' 'NF == 4 { print "--" $2 }' | sort >want
  [ -s want ]
  complete_bash "$TOOL" -- | sort >got
  same want got
}

@test "bash offers the options that begin so" {
  [ "$(complete_bash "$TOOL" --vers)" = --version ]
}

@test "bash offers files for a FILE, also behind =" {
  touch 'some file.json'
  [ "$(complete_bash "$TOOL" --shop some)" = 'some file.json' ]
  [ "$(complete_bash "$TOOL" --shop = some)" = 'some file.json' ]
  [ "$(complete_bash "$TOOL" --shop =)" = 'some file.json' ]
}

@test "bash offers the words of a choice" {
  option=$(option_with '[|]')
  [ -n "$option" ] || skip "$TOOL has no choice"
  "$TOOL" --list-options | awk -F '\t' -v name="$option" '$2 == name { print $3 }' | tr '|' '\n' | sort >want
  complete_bash "$TOOL" "--$option" '' | sort >got
  same want got
}

@test "bash offers no file for a TIME" {
  touch some.json
  [ -z "$(complete_bash "$TOOL" --now some)" ]
}

@test "zsh takes the completion" {
  command -v zsh >/dev/null || skip "no zsh"
  zsh -n "$made/_$TOOL"
  run zsh -f -c 'fpath=("$0" $fpath); autoload -Uz compinit && compinit -D -u && print -r -- ${_comps[$TOOL]}' "$made"
  [ "$output" = "_$TOOL" ]
}

@test "zsh knows every option" {
  "$TOOL" --list-options | awk -F '\t' 'NF == 4 { print "--" $2 }' | sort >want
  sed -nE "s/^  '(\([^)]*\))?(--[a-z0-9-]+)=?\[.*/\2/p" "$made/_$TOOL" | sort >got
  same want got
}

@test "fish takes the completion, and offers every option" {
  command -v fish >/dev/null || skip "no fish"
  fish -n "$made/$TOOL.fish"
  "$TOOL" --list-options | awk -F '\t' 'NF == 4 { print "--" $2 }' | sort >want
  fish --no-config -c "source $made/$TOOL.fish; complete -C '$TOOL --'" | cut -f 1 | sort >got
  same want got
}
