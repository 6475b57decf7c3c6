#!/bin/bash
# Prints the home of a GraalVM 25 that can make a fully static image: an installed one (GRAALVM_HOME, or
# native-image on PATH), else the one that assemble.sh makes. What happens meanwhile goes to stderr.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

say() { echo "$*" >&2; }

# An installed GraalVM brings its own static JDK libraries, but neither musl nor zlib for it.
links_statically() {
    local folder result=0
    folder=$(mktemp -d)
    echo 'int deflate(); int main(void) { return deflate == 0; }' > "$folder/try.c"
    musl-gcc -static -o "$folder/try" "$folder/try.c" -lz 2>/dev/null || result=1
    rm -r "$folder"
    return $result
}

on_path=$(readlink -f "$(command -v native-image || true)" || true)
on_path=${on_path%/lib/svm/bin/native-image}                # where GraalVM's bin/native-image leads to
for home in "${GRAALVM_HOME:-}" "${on_path%/bin/native-image}"; do
    [ -x "$home/bin/native-image" ] || continue
    if ! grep -q '^JAVA_VERSION="25[."]' "$home/release" 2>/dev/null; then
        say "$home is not a GraalVM 25: passed over"
    elif [ ! -e "$home/lib/svm/assembled" ] && ! links_statically; then
        say "$home is passed over: a static image needs musl-gcc and a zlib built with it, and musl-gcc -static -lz fails here"
    else
        (cd "$home" && pwd)
        exit
    fi
done
exec "$here/assemble.sh"
