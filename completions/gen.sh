#!/bin/sh
# SPDX-License-Identifier: ISC
# gen.sh - write the completion of a tool for a shell
#
# usage: completions/gen.sh bash|zsh|fish PROGRAM
#
# Made from what PROGRAM --list-options says: options with their help, the words of a choice, files and folders.
set -eu

shell=$1
program=$2
rows=$("$program" --list-options)

printf '%s\n' "$rows" | awk -F '\t' -v shell="$shell" -v tool="${program##*/}" '
# TEXT in single quotes, for bash, zsh and fish alike.
function quoted(text) {
  gsub(/\047/, "\047\\\047\047", text)
  return "\047" text "\047"
}

# TEXT within a specification of _arguments, where colons and brackets mean something.
function bare(text) {
  gsub(/\\/, "\\\\", text)
  gsub(/\[|\]|:/, "\\\\&", text)
  return text
}

function choices(arg) {
  gsub(/\|/, " ", arg)
  return arg
}

# What compgen offers for an ARG, or nothing.
function offers(arg) {
  if (arg == "FILE")
    return "-f"
  if (arg == "DIR")
    return "-d"
  return arg ~ /\|/ ? "-W " quoted(choices(arg)) : ""
}

function bash_reply(indent, what) {
  if (what == "-f" || what == "-d")
    print indent "compopt -o filenames"
  if (what != "")
    print indent "mapfile -t COMPREPLY < <(compgen " what " -- \"$current\")"
}

function bash(   name, i, words) {
  name = "_" tool
  gsub(/-/, "_", name)
  print "# bash completion for " tool
  print name "() {"
  print "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}"
  print "  COMPREPLY=()"
  print "  # --option=value comes as three words."
  print "  if [ \"$current\" = = ]; then"
  print "    current="
  print "  elif [ \"$previous\" = = ]; then"
  print "    previous=${COMP_WORDS[COMP_CWORD - 2]}"
  print "  fi"
  print "  case $previous in"
  for (i = 1; i <= n; i++) {
    words = words (i == 1 ? "" : " ") "--" long[i]
    if (arg[i] == "")
      continue
    print "    --" long[i] (brief[i] == "" ? "" : " | -" brief[i]) ")"
    bash_reply("      ", offers(arg[i]))
    print "      return"
    print "      ;;"
  }
  print "  esac"
  print "  if [[ $current == -* ]]; then"
  bash_reply("    ", "-W " quoted(words))
  if (operands ~ /FILE|DIR/) {
    print "  else"
    bash_reply("    ", operands ~ /FILE/ ? "-f" : "-d")
  }
  print "  fi"
  print "}"
  print "complete -F " name " " tool
}

function zsh_value(arg) {
  if (arg == "")
    return ""
  if (arg == "FILE")
    return ":file:_files"
  if (arg == "DIR")
    return ":folder:_files -/"
  if (arg ~ /\|/)
    return ":choice:(" choices(arg) ")"
  return ":" bare(arg) ":"
}

function zsh(   i, spec) {
  print "#compdef " tool
  print "_arguments -s -S \\"
  for (i = 1; i <= n; i++) {
    spec = "[" bare(help[i]) "]" zsh_value(arg[i])
    if (brief[i] != "")
      print "  " quoted("(-" brief[i] " --" long[i] ")-" brief[i] (arg[i] == "" ? "" : "+") spec) " \\"
    spec = "--" long[i] (arg[i] == "" ? "" : "=") spec
    if (brief[i] != "")
      spec = "(-" brief[i] " --" long[i] ")" spec
    print "  " quoted(spec) " \\"
  }
  if (operands ~ /FILE|DIR/)
    print "  " quoted("*:file:_files" (operands ~ /FILE/ ? "" : " -/"))
  else
    print "  " quoted("*: :")
}

function fish(   i, line) {
  print "# fish completion for " tool
  if (operands !~ /FILE|DIR/)
    print "complete -c " tool " -f"
  for (i = 1; i <= n; i++) {
    line = "complete -c " tool (brief[i] == "" ? "" : " -s " brief[i]) " -l " long[i]
    if (arg[i] == "FILE")
      line = line " -r -F"
    else if (arg[i] == "DIR")
      line = line " -x -a " quoted("(__fish_complete_directories)")
    else if (arg[i] ~ /\|/)
      line = line " -x -a " quoted(choices(arg[i]))
    else if (arg[i] != "")
      line = line " -x"
    print line " -d " quoted(help[i])
  }
}

$1 == "operands" && NF == 2 { operands = $2; next }
NF < 4 { next }
{ n++; brief[n] = $1; long[n] = $2; arg[n] = $3; help[n] = $4 }

END {
  if (shell == "bash")
    bash()
  else if (shell == "zsh")
    zsh()
  else if (shell == "fish")
    fish()
  else
    exit 2
}
'
