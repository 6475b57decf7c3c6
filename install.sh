#!/bin/bash
# Builds fsl and installs it: the program, man pages, completion for bash, zsh and fish, sample configuration.
#
#   ./install.sh [--prefix DIR] [--jvm]       DIR: ~/.local, for root /usr/local
#   ./install.sh [--prefix DIR] --uninstall   removes what was installed there, and nothing else
#
# --jvm installs the jar with a launcher instead of the static binary; so does a machine that cannot build one.
# What has not changed since the last time is not built again.
set -euo pipefail
umask 022                                           # what root installs is for everybody

fail() { echo "install.sh: $*" >&2; exit 1; }
quoted() { printf "'%s'" "${1//\'/\'\\\'\'}"; }     # for sh
usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }

prefix=$([ "$(id -u)" -eq 0 ] && echo /usr/local || echo "$HOME/.local")
kind=native
task=install
while [ $# -gt 0 ]; do
    case $1 in
        --prefix) [ $# -gt 1 ] || fail "--prefix wants a folder"; prefix=$2; shift ;;
        --prefix=*) prefix=${1#*=} ;;
        --jvm) kind=jvm ;;
        --uninstall) task=uninstall ;;
        -h | --help) usage; exit ;;
        *) echo "install.sh: unknown option $1" >&2; usage >&2; exit 64 ;;
    esac
    shift
done
prefix=$(realpath -m "$prefix")
manifest=$prefix/share/fsl/manifest
cd "$(dirname "$0")"

# Removes the named files of the prefix, and of the folders that leaves empty those of fsl alone.
remove() {                                          # reads file names relative to the prefix
    local file
    while read -r file; do rm -f "$prefix/$file"; done
    rmdir "$prefix"/share/doc/fsl/{examples,docs,} "$prefix"/share/fsl "$prefix"/lib/fsl/lib "$prefix"/lib/fsl 2>/dev/null || true
}

if [ $task = uninstall ]; then
    [ -e "$manifest" ] || fail "nothing of fsl is installed in $prefix"
    count=$(wc -l < "$manifest")
    { cat "$manifest"; echo share/fsl/manifest; } | { mapfile -t all; printf '%s\n' "${all[@]}" | remove; }
    echo "fsl is removed from $prefix: $count files. Configuration, logs and data are where they were."
    exit
fi

# --- build --------------------------------------------------------------------------------------

mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] || fail "$prefix cannot be written; hint: --prefix ~/.local"
toolchain/need.sh make:make mvn:maven
toolchain/jdk.sh > /dev/null
if [ $kind = native ] && ! { make --no-print-directory native && target/fsl --version > /dev/null; }; then
    echo "install.sh: no binary can be built or run here, see above: installing the jar with a launcher" >&2
    kind=jvm
fi
make --no-print-directory jar target/share
stage=$PWD/target/stage
rm -rf "$stage"
mkdir -p "$stage/bin"
cp -r target/share "$stage/"
if [ $kind = native ]; then
    cp target/fsl "$stage/bin/fsl"
else
    java=$(toolchain/jdk.sh)/bin/java
    mkdir -p "$stage/lib/fsl"
    cp -r target/fsl.jar target/lib "$stage/lib/fsl/"
    launcher=$(<packaging/fsl)
    launcher=${launcher//@lib@/"$(quoted "$prefix/lib/fsl")"}
    printf '%s\n' "${launcher//@java@/"$(quoted "$java")"}" > "$stage/bin/fsl"
    chmod 755 "$stage/bin/fsl"
fi

# --- install ------------------------------------------------------------------------------------

(cd "$stage" && find . -type f | sed 's|^\./||' | sort) > "$stage.files"
[ $kind = native ] || echo lib/fsl/fsl.aot >> "$stage.files"
[ ! -e "$manifest" ] || sort "$manifest" | comm -23 - <(sort "$stage.files") | remove      # of an earlier version
changed=
while read -r file; do
    [ -e "$stage/$file" ] || continue
    ! cmp -s "$stage/$file" "$prefix/$file" || continue
    mode=$([[ $file == bin/* ]] && echo 755 || echo 644)
    install -D -m "$mode" "$stage/$file" "$prefix/$file.new~"           # a running fsl keeps its binary
    mv "$prefix/$file.new~" "$prefix/$file"
    changed+=" $file"
done < "$stage.files"
mkdir -p "$(dirname "$manifest")"
mv "$stage.files" "$manifest"
# The classes as they are when loaded and linked: most of the start-up time. The jars' place is part of it.
cache=$prefix/lib/fsl/fsl.aot
if [ $kind = jvm ] && [[ ! -e $cache || $changed == *" lib/fsl/"* ]]; then
    LC_ALL=C.UTF-8 "$java" -XX:AOTCacheOutput="$cache" -Xlog:disable -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
        --sun-misc-unsafe-memory-access=allow -jar "$prefix/lib/fsl/fsl.jar" fetch --help > target/aot.log 2>&1 || { cat target/aot.log >&2; exit 1; }
fi
rm -rf "$stage"

# --- say what was done --------------------------------------------------------------------------

installed() { grep -q "^$1" "$manifest" && echo "  $2"; }
version=$("$prefix/bin/fsl" --version)
echo "$version is installed in $prefix ($([ $kind = native ] && echo "static binary, $(du -h --apparent-size "$prefix/bin/fsl" | cut -f 1)" || echo "jar and launcher"))"
installed bin/fsl "program          bin/fsl"
installed share/man "man pages        man fsl, fsl-fetch, fsl-copy, fsl-df, fsl-du" || echo "  (no man pages: asciidoctor is missing)"
installed share/bash-completion "completion       bash, zsh, fish"
installed share/doc "sample files     share/doc/fsl/examples/"
[ -n "$changed" ] || echo "  nothing has changed since the last time"
echo "  remove with      ./install.sh --prefix $prefix --uninstall"
case :$PATH: in *:"$prefix/bin":*) ;; *) echo "hint: $prefix/bin is not on PATH" ;; esac
