# shellcheck shell=bash
# SPDX-License-Identifier: ISC
# What quickstart, tests/run and .ci/run share: installing what is missing, and building.  To be sourced by bash,
# with `program` set to the name for messages.

top=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)

say() {
  printf '%s: %s\n' "${program:?}" "$*" >&2
}

die() {
  say "$@"
  exit 2
}

# plain_environment: without the settings of whoever calls.
plain_environment() {
  local variable
  for variable in "${!AFTERCARE_@}"; do
    [ "$variable" = AFTERCARE_TEST_DATA ] || unset "$variable"
  done
  unset CDPATH GREP_OPTIONS
  export LC_ALL=C.UTF-8
}

# packages_of GROUP...: the names in the file `packages`, one a line.
packages_of() {
  local group
  for group; do
    sed -n "s/^$group: *//p" "$top/packages"
  done | tr -s ' ' '\n' | sort -u
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# as_root COMMAND...: through sudo where we are not root.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# apt COMMAND...: apt-get that asks nothing, waits for another apt, and tries a broken download again.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}

# install_packages GROUP...: those that are missing; nothing that is there has to go for them.
install_packages() {
  local package missing=() log
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian system: the file 'packages' says what is needed; going on with what is there"
    return
  fi
  while read -r package; do
    is_installed "$package" || missing+=("$package")
  done < <(packages_of "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    die "not root, and there is no sudo. As root, run: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  log=$(mktemp)
  if ! { apt update && apt install --no-install-recommends --no-remove "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "could not install; when that is mended, run this again, or as root: apt-get install ${missing[*]}"
  fi
  rm -f "$log"
}

# unpack_packages DIR: the group "unpack", which is not installed, below DIR; their programs are put on the PATH.  Without
# them tests are skipped.
unpack_packages() {
  local dir=$1 package program
  mkdir -p "$dir/bin"
  for package in $(packages_of unpack); do
    if is_installed "$package" || [ -d "$dir/$package" ] || ! command -v dpkg-deb >/dev/null; then
      continue
    fi
    if (cd "$dir" && { apt-get download "$package" || { apt update && apt-get download "$package"; }; }) >/dev/null 2>&1 </dev/null &&
      dpkg-deb -x "$dir/${package}"_*.deb "$dir/$package.part"; then
      mv "$dir/$package.part" "$dir/$package"
    else
      say "could not fetch $package; the tests that need it are skipped"
      continue
    fi
    for program in "$dir/$package"/usr/{,s}bin/* "$dir/$package"/usr/lib/postgresql/*/bin/*; do
      [ -f "$program" ] || continue
      printf '#!/bin/sh\nLD_LIBRARY_PATH=%q exec %q "$@"\n' "$dir/$package/usr/lib/$package" "$program" >"$dir/bin/${program##*/}"
      chmod +x "$dir/bin/${program##*/}"
    done
  done
  export PATH=$dir/bin:$PATH
}

# build TARGET DIR [ARG...]: sets up DIR with meson's ARGs where it is new, and makes TARGET.  Quiet unless it fails.
build() {
  local target=$1 dir=$2 log
  shift 2
  log=$(mktemp)
  say "building in $dir"
  if ! { [ -f "$dir/build.ninja" ] || meson setup "$dir" "$top" "$@"; } >"$log" 2>&1 ||
    ! ninja -C "$dir" "$target" >>"$log" 2>&1; then
    grep -vE '^\[[0-9]+/[0-9]+\] (Compiling|Linking|Generating)|^Compiler for C supports|: YES' "$log" | tail -n 60 >&2
    rm -f "$log"
    die "could not build in $dir"
  fi
  rm -f "$log"
}
