#!/bin/bash
# Makes sure that programs are there: need.sh <program>:<Debian package>...
# A word with a slash is a file instead of a program. Installs what is missing when it may (root, apt-get),
# else names it and fails.
set -euo pipefail

missing=()
for word in "$@"; do
    program=${word%:*} package=${word##*:}
    case $program in
        */*) [ -e "$program" ] || missing+=("$package") ;;
        *) command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || missing+=("$package") ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]} (names of Debian packages); install them and try again" >&2
    exit 1
elif [ "$(id -u)" -ne 0 ]; then
    echo "missing: ${missing[*]}; run: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# A start of services is not wanted: what is installed here is only run by hand.
if ! { apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install ${missing[*]}" >&2
    exit 1
fi
