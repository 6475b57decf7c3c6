#!/bin/bash
# Makes sure that programs are there: need.sh <program>:<Debian package>...
# A word that starts with a slash is a file instead of a program. Installs what is missing when it may (root,
# apt-get), else names it and fails.
set -euo pipefail
PATH=$PATH:/usr/sbin

missing=()
for word in "$@"; do
    program=${word%:*} package=${word##*:}
    case $program in
        /*) [ -e "$program" ] || missing+=("$package") ;;
        *) command -v "$program" >/dev/null || missing+=("$package") ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]} (Debian's names); install them and try again" >&2
    exit 1
elif [ "$(id -u)" -ne 0 ]; then
    echo "missing: ${missing[*]}; run: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi

echo "installing ${missing[*]}" >&2
log=$(mktemp)
policy=/usr/sbin/policy-rc.d                        # keeps packages from starting their services
if [ -e "$policy" ]; then
    trap 'rm -f "$log"' EXIT
else
    trap 'rm -f "$log" "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get -q update && apt-get -q -y install --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install ${missing[*]}" >&2
    exit 1
fi
