#!/bin/sh
# @LABEL@: Deno and the program in one file. What follows the last line of this script is no text.
# Both are unpacked at the first start, into a folder that is nobody else's; later starts find them there.
system="@SYSTEM@" loader="@LOADER@" size="@SIZE@" needs="@MEGABYTES@ MB"
deno="@DENO@" program="@PROGRAM@"

fail() { printf 'error: %s\n' "$@" >&2; exit 2; }

# Ours, no link, and nobody else may write there: what lies there is run.
is_safe() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] || return 1
  case $(ls -ldn "$1/.") in d????w* | d???????w*) return 1 ;; d*) ;; *) return 1 ;; esac
}
usable() {
  [ -d "$1" ] || (umask 077 && mkdir -p "$1") 2>/dev/null
  is_safe "$1" && [ -x "$1" ]
}
holds() { [ -s "$1/$deno" ] && [ -O "$1/$deno" ] && [ -x "$1/$deno" ] && [ -s "$1/$program" ] && [ -O "$1/$program" ]; }

# From byte $2 of this file on, $3 bytes: the file $1, whole or not at all, also where two start at once.
unpack() {
  # Two containers with one home may both be process 1.
  part=$(mktemp "$folder/.$1.part.XXXXXX" 2>/dev/null) &&
    tail -c "+$2" "$0" 2>/dev/null | head -c "$3" | gzip -dc 2>/dev/null >"$part" && chmod 700 "$part" && {
    sync "$part" 2>/dev/null || :
  } && mv -f "$part" "$folder/$1" && return
  [ -z "$part" ] || rm -f "$part"
  fail "It cannot be unpacked into $folder: $needs are needed there" \
    "XDG_CACHE_HOME names another place: XDG_CACHE_HOME=/var/tmp/$(id -un) $0"
}

first_start() {
  [ "$(uname -s) $(uname -m)" = "$system" ] || fail "This file is for $system, and this machine is $(uname -s) $(uname -m)"
  [ -e "$loader" ] || fail "There is no $loader here: this file needs glibc, and this system has another C library, as Alpine does" \
    "Run the one JavaScript file of the release with a Deno of this system's own"
  [ $(($(wc -c <"$0"))) = "$size" ] || fail "$0 is not whole: download it again, and compare it with SHA256SUMS"
  command -v gzip >/dev/null || fail "There is no gzip here, which unpacks this file: install it"
  umask 077
  # Left behind by starts that were killed.
  find "$folder" -maxdepth 1 -name '.*.part*' -mmin +60 -exec rm -f {} + 2>/dev/null
  unpack "$deno" @DENO_AT@ @DENO_LENGTH@
  unpack "$program" @PROGRAM_AT@ @PROGRAM_LENGTH@
  said=$("$folder/$deno" --version 2>&1) || fail "What was unpacked into $folder does not start: $said" \
    "Where no program may be executed (noexec), XDG_CACHE_HOME names another place; glibc has to be 2.27 or newer"
}

[ -r "$0" ] || fail "$0 cannot be read, and is to be unpacked: start it by its path"
# The last is for those who have no home to write to.
for place in "${XDG_CACHE_HOME:-}" "${HOME:+$HOME/.cache}" last; do
  case $place in
    /*) folder=$place/ftl2-enterprise ;;
    last) folder=/var/tmp/ftl2-enterprise-$(id -u) ;;
    *) continue ;;
  esac
  usable "$folder" && { holds "$folder" || [ -w "$folder" ]; } && break
  # Somebody may have put something of theirs in the place of ours.
  [ -d "$folder" ] && [ -O "$folder" ] && ! is_safe "$folder" && fail "$folder is a link, or others may write to it, and what lies there is run" \
    "Remove it, and it is made anew: rm -r $folder"
  [ "$place" != last ] || fail "There is nowhere to unpack this file to: $folder belongs to somebody else, or cannot be made" \
    "XDG_CACHE_HOME names another place"
done
holds "$folder" || (first_start) || exit

# What was typed: its name, where a shell finds it by that.
FTL2_PROGRAM=$0
[ "$(command -v -- "${0##*/}")" != "$0" ] || FTL2_PROGRAM=${0##*/}
export FTL2_PROGRAM
exec "$folder/$deno" run --quiet --no-config --no-lock --no-remote --no-npm @RIGHTS@ "$folder/$program" "$@"
exit
