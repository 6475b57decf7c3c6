#!/bin/bash
# Assembles a GraalVM whose native-image makes fully static programs, and prints its home; see README.md here.
#
#   assemble.sh [<parent folder>]          default: ${XDG_CACHE_HOME:-~/.cache}/fsl
#
# What is there already and made of the same parts is taken as it is. One run at a time does the work, in a
# folder of its own that gets its final name when it is complete: an interrupted run leaves nothing that counts.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
parent=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/fsl}
graal=25.0.2
start=$SECONDS

exec 3>&1 >&2                                       # stdout is for the result alone
step() { echo "[$((SECONDS - start)) s] $*"; }
fail() { printf 'toolchain: %s\n' "$@"; exit 1; }

[ "$(uname -sm)" = "Linux x86_64" ] || fail "a native-image is assembled for Linux on x86-64 only, this is $(uname -sm)" \
    "hint: install GraalVM 25 and set GRAALVM_HOME, or use the jar"
jdk=$("$here/jdk.sh")
jdk_version=$(sed -nE 's/^JAVA_RUNTIME_VERSION="(25[0-9.]*\+[0-9]+).*/\1/p' "$jdk/release")
[ -n "$jdk_version" ] || fail "$jdk/release does not tell the JDK's version"

# Everything that decides the result is part of its name: if none of it changed, there is nothing to do.
id=$(cd "$here" && cat assemble.sh builder-pom.xml ./*.java c/*.c c/include/*.h "$jdk/release" | sha256sum | head -c 12)
mkdir -p "$parent"
parent=$(cd "$parent" && pwd)
home=$parent/graalvm-$graal-$id
done_already() { [ -e "$home/lib/svm/assembled" ] && { echo "$home" >&3; exit 0; }; return 0; }
done_already
exec 4> "$parent/.lock"
flock -n 4 || { step "Waiting for another run"; flock 4; }
done_already

[ -e "$jdk/lib/src.zip" ] || fail "$jdk has no lib/src.zip, the sources of its classes" \
    "hint: install them (Debian's JDK: openjdk-25-source) or set JAVA_HOME to a JDK 25 that has them"
"$here/need.sh" mvn:maven unzip:unzip xz:xz-utils gcc:gcc ar:binutils musl-gcc:musl-tools \
    /usr/lib/x86_64-linux-gnu/libz.a:zlib1g-dev /usr/lib/x86_64-linux-gnu/libc.a:libc6-dev
command -v apt-get >/dev/null || fail "the C sources come from Debian through apt-get, which is not here" \
    "hint: install GraalVM 25 and set GRAALVM_HOME"

work=$parent/.assembling
new=$work/home
cache=$parent/downloads
rm -rf "$work"
mkdir -p "$work" "$cache"
trap 'rm -rf "$work"' EXIT

# --- downloads -------------------------------------------------------------------------------

step "Fetching the image builder ($graal)"
JAVA_HOME=$jdk MAVEN_OPTS=--sun-misc-unsafe-memory-access=allow mvn -B -q -ntp -f "$here/builder-pom.xml" dependency:copy-dependencies \
    -DexcludeTransitive=true -Dgraal="$graal" -DoutputDirectory="$cache" > "$work/maven.log" 2>&1 ||
    fail "Maven could not bring the image builder" "$(cat "$work/maven.log")" "hint: is Maven's central repository reachable?"
jars=()
while read -r name sum; do
    sha256sum --check --status <<< "$sum  $cache/$name-$graal.jar" || fail "wrong checksum: $cache/$name-$graal.jar" "hint: remove it and try again"
    jars+=("$name")
done << 'END'
svm 283f4d24bbb1634772ed4bf01b456b4e04dd74889dcdb38c4f29f825f530428c
objectfile e52dc4f55ce27cc34c07f86d1fd1f380a9e2619cf41343ae13fffab4f7bfe261
pointsto 117d728ed5cbd118916dff3d699097425dfbd6a2e3d3861c152cdb022e188240
native-image-base b0312ea07d22ff4aca5ba751cd05d93c8879fc7f98599ab47975431ee9d9e33f
svm-configure 14f00d18323ea391808f1e8982dfaabd7f82083df1bd22f11cdd37203dfb156f
svm-capnproto-runtime a39c960e80eb476793c9822c716e6c32a2f2a18987abadb54ce7a0fe9c583aab
compiler 475eae6a53f30e358e1849384e305281f3e1d0e13f69182bc7621c70839c1b7f
espresso-svm e0327ad8d966e192722de10d0d50a8fdce0c13901f5c226ebd1e6cb2c76e7648
nativeimage ab30dea76d42dd78f1755faa062af0f0b853df2b3aaac92a0f912e7eebec3971
nativeimage-libgraal df2b91706efdf0f6fadd026f530351daabca7973ab904de98b9ecb18a923f01d
word 1e616c48deed3b5f855227a88ccfe9c5a71f0ead6422f9c41cd853f584abfa88
collections 248e08c3ce02e47746f4697d0127f7142add99474ae31e7dea95e7da9823aacf
truffle-compiler e74384ef882d7867fe02be57907909cd9137f763b3c8c5242cdd3ea7970b6933
END

# The C sources come through apt, which checks Debian's signatures. It is given source lists of its own,
# several releases wide, so that the machine's set-up is neither changed nor needed.
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
apt_options=(-qq -o Dir::Etc::sourcelist="$work/apt/sources.list" -o Dir::Etc::sourceparts=/none -o Dir::State::lists="$work/apt/lists"
    -o Dir::Cache="$work/apt/cache" -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none)
mirrors() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sort -u; }
[ -n "$(mirrors)" ] || [ "$(id -u)" -ne 0 ] || apt-get -qq update
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -n "$(mirrors)" ] && [ -e "$keys" ] || fail "apt knows no mirror of Debian" \
    "hint: on Debian run apt-get update; elsewhere install GraalVM 25 and set GRAALVM_HOME"
for suite in stable testing unstable; do mirrors | sed "s|.*|deb-src [signed-by=$keys] & $suite main|"; done > "$work/apt/sources.list"
apt-get "${apt_options[@]}" update || fail "apt cannot read the lists of Debian's mirror: $(mirrors | paste -sd ' ')"

versions() { apt-cache "${apt_options[@]}" showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -Vu; }
download() {                                        # <address> <file> <checksum>
    [ ! -e "$2" ] || return 0
    rm -f "$2.part"
    /usr/lib/apt/apt-helper "${apt_options[@]}" download-file "$1" "$2.part" "$3" 2>"$work/apt/log" && mv "$2.part" "$2" && return
    cat "$work/apt/log"
    return 1
}
upstream_source() {                                 # <name> <version> <file>
    local uri name size sum
    read -r uri name size sum < <(apt-get "${apt_options[@]}" source --print-uris --only-source "$1=$2" | tr -d "'" | grep -E '\.orig\.tar\.')
    download "$uri" "$3" "$sum"
}

# The very version, else the nearest update of 25.0, of two the later one. A list may name what is gone, and a
# mirror may still have what its lists no longer name: this is the version that fsl was built with first.
pinned=25.0.3+9
pinned_sum=SHA256:2dd6c441b49705480db1ebfcd03f43d5dcb7f1d4290e98c1fa6eeefae50cfa07
pinned_source() {
    local mirror
    for mirror in $(mirrors); do
        download "${mirror%/}/pool/main/o/openjdk-25/openjdk-25_${pinned/+/%2b}.orig.tar.xz" "$cache/openjdk-$pinned.tar" "$pinned_sum" && return
    done
    return 1
}
candidates() {
    versions openjdk-25 | grep -E '^25\.0\.[0-9]+\+' | awk -v own="$jdk_version" '
        BEGIN { split(own, o, /[.+]/) }
        { split($1, v, /[.+]/); by = v[3] - o[3]; exact = index($1, own "-") == 1
          print exact ? 0 : 1 + 2 * (by < 0 ? -by : by) - (by > 0), $1 }' | sort -k1,1n -k2,2Vr | cut -d ' ' -f 2
}
openjdk=
if [ "$jdk_version" = "$pinned" ]; then
    step "Fetching the source of OpenJDK $pinned"
    ! pinned_source || openjdk=$pinned
fi
for version in $([ -n "$openjdk" ] || candidates); do
    step "Fetching the source of OpenJDK $version"
    upstream_source openjdk-25 "$version" "$cache/openjdk-$version.tar" && { openjdk=$version; break; }
    step "Debian's mirror names it, but does not have it"
done
[ -n "$openjdk" ] || fail "Debian's mirror has no source of OpenJDK 25.0.x" "hint: install GraalVM 25 and set GRAALVM_HOME"
[ "${openjdk%-*}" = "$jdk_version" ] || step "It is the nearest to the installed JDK, $jdk_version: every native method is checked"
for zlib in $(versions zlib) none; do
    [ "$zlib" != none ] || fail "Debian's mirror has no source of zlib"
    step "Fetching the source of zlib $zlib"
    ! upstream_source zlib "$zlib" "$cache/zlib-$zlib.tar" || break
done

# --- the JDK and the builder -----------------------------------------------------------------

step "Copying the JDK and the builder"
mkdir "$new"
cp -a "$jdk/." "$new"
rm "$new/lib/src.zip"
svm=$new/lib/svm
platform=$svm/clibraries/linux-amd64
static=$new/lib/static/linux-amd64
mkdir -p "$svm"/builder/{compiler,lib} "$svm/driver" "$platform"/{include,glibc,musl} "$static"/{glibc,musl}
for jar in "${jars[@]}"; do cp "$cache/$jar-$graal.jar" "$svm/builder/$jar.jar"; done
mv "$svm/builder/compiler.jar" "$svm/builder/compiler/"         # replaces the JDK's own jdk.graal.compiler

# --- the JDK's C libraries, static -----------------------------------------------------------

cd "$work"
step "Unpacking the sources"
libraries=(java.base:java java.base:net java.base:nio java.base:zip jdk.net:extnet java.prefs:prefs
    java.management:management jdk.management:management_ext)
modules=($(printf '%s\n' "${libraries[@]%:*}" | uniq))
tar xf "$cache/openjdk-$openjdk.tar" --strip-components=1 --wildcards \
    '*/src/hotspot/share/include/*' '*/src/hotspot/os/posix/include/*' $(printf '*/src/%s/*/native/* ' "${modules[@]}")
mkdir zlib java && tar xf "$cache/zlib-$zlib.tar" -C zlib --strip-components=1
unzip -q "$jdk/lib/src.zip" $(printf '%s/* ' "${modules[@]}") -d java
find java -name '*.java' -exec grep -LE '\bnative\b|@Native' {} + | xargs rm           # only classes with native methods matter

# The headers come from the installed JDK's classes: a C source that disagrees with one does not compile.
step "Generating the JNI headers"
for module in "${modules[@]}"; do
    "$jdk/bin/javac" -nowarn -XDsuppressNotes -proc:none -implicit:none --patch-module "$module=java/$module" -d classes -h "headers/$module" \
        $(find "java/$module" -name '*.java' ! -name module-info.java)
done
# musl-gcc sees musl's headers only; the kernel's are the same for both
mkdir kernel && ln -s /usr/include/linux /usr/include/asm-generic /usr/include/x86_64-linux-gnu/asm kernel/

IFS=.+ read -r feature interim update build <<< "$jdk_version"
# Compiler flags as in OpenJDK's make/autoconf/flags-cflags.m4 for a static release build on linux-amd64.
flags=(-O2 -fPIC -w -std=c11 -pipe -fno-strict-aliasing -fno-omit-frame-pointer -fstack-protector
    -D_GNU_SOURCE -D_REENTRANT -D_LARGEFILE64_SOURCE -DLINUX -DNDEBUG -D_LP64=1 -D_LITTLE_ENDIAN
    -DSTATIC_BUILD=1 '-DARCH="amd64"' '-DARCHPROPNAME="amd64"' -Damd64
    "-DVERSION_STRING=\"$jdk_version\"" "-DVERSION_FEATURE=$feature" "-DVERSION_INTERIM=$interim" "-DVERSION_UPDATE=$update" -DVERSION_PATCH=0 "-DVERSION_BUILD=$build")

# archive <output> <file>... -- <compiler and flags>: compiles in parallel and archives
archive() {
    local output=$1 sources=() objects=$work/objects/$RANDOM$RANDOM
    shift
    while [ "$1" != -- ]; do sources+=("$1"); shift; done
    shift
    mkdir -p "$objects"
    printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -I{} sh -c 'f=$1; shift; exec "$@" -c "$f" -o '"$objects"'/$(basename "$f" .c).o' compile {} "$@" ||
        fail "the C source of $(basename "$output") does not fit the JDK $jdk_version or the compiler" "hint: install a JDK of another 25.0.x, or GraalVM 25"
    ar rcs "$output" "$objects"/*.o
}

jdk_library() {                                     # <libc> <compiler> <module> <library>
    local libc=$1 compiler=$2 module=$3 name=$4 directory includes=()
    for directory in {src/java.base,"src/$module",src/java.management}/{share,unix,linux}/native/{include,libjava,libnet,libmanagement,"lib$name","lib$name"/ch,"lib$name"/fs}; do
        [ ! -d "$directory" ] || includes+=("-I$directory")
    done
    archive "$static/$libc/lib$name.a" \
        $(find src/"$module"/{share,unix,linux}/native/"lib$name" -name '*.c' 2>/dev/null) -- \
        "$compiler" "${flags[@]}" -DLIBC="$libc" $([ "$libc" != musl ] || echo -DMUSL_LIBC -idirafter kernel -Izlib) -DLIBRARY_NAME="$name" \
        "-Iheaders/$module" -Iheaders/java.base "-I$jdk/include" "-I$jdk/include/linux" "${includes[@]}" -Isrc/hotspot/share/include -Isrc/hotspot/os/posix/include
}

# What the installed JDK's library implements, the static one must too: its Java_* symbols.
implements_all() {                                  # <libc> <library>
    local missing
    missing=$(comm -23 <(nm -D --defined-only "$jdk/lib/lib$2.so" | awk '$3 ~ /^Java_/ { sub(/@.*/, "", $3); print $3 }' | sort -u) \
        <(nm --defined-only "$static/$1/lib$2.a" | awk '$3 ~ /^Java_/ { print $3 }' | sort -u))
    [ -z "$missing" ] || fail "OpenJDK $openjdk's lib$2 lacks native methods of the installed JDK $jdk_version:" "$missing" \
        "hint: install a JDK 25.0.x nearer to ${openjdk%-*} and set JAVA_HOME, or install GraalVM 25 and set GRAALVM_HOME"
}

for libc in glibc:gcc musl:musl-gcc; do
    step "Compiling the JDK's C libraries for ${libc%:*}"
    for library in "${libraries[@]}"; do
        jdk_library "${libc%:*}" "${libc#*:}" "${library%:*}" "${library#*:}"
        implements_all "${libc%:*}" "${library#*:}"
    done
done

# --- our C libraries -------------------------------------------------------------------------

step "Compiling our C libraries"
# What the JDK's libraries want from the JVM and c/jvm.c does not have: native-image has replaced the
# callers, so it is never called, but the linker wants it.
gcc -w -fPIC "-I$jdk/include" "-I$jdk/include/linux" -c "$here/c/jvm.c" -o jvm.o
{
    echo '#include <stdio.h>'
    echo '#include <stdlib.h>'
    nm -u "$static"/glibc/*.a | grep -oE '\b(JVM|jio)_\w+' | sort -u | grep -vxF "$(nm --defined-only jvm.o | awk '{print $3}')" |
        sed 's/.*/void &(void) { fputs("& is not available in a native image\\n", stderr); abort(); }/'
} > jvm_stubs.c
cp "$here"/c/include/*.h "$platform/include/"
for libc in glibc:gcc musl:musl-gcc; do
    compile=("${libc#*:}" -O2 -fPIC -Wall "-I$here/c/include" "-I$jdk/include" "-I$jdk/include/linux")
    archive "$platform/${libc%:*}/liblibchelper.a" "$here"/c/{chelper,cpufeatures}.c -- "${compile[@]}"
    archive "$platform/${libc%:*}/libjvm.a" "$here/c/jvm.c" jvm_stubs.c -- "${compile[@]}"
    archive "$platform/${libc%:*}/libsvm_container.a" "$here/c/container.c" -- "${compile[@]}"
done
archive "$platform/musl/libz.a" zlib/{adler32,compress,crc32,deflate,infback,inffast,inflate,inftrees,trees,uncompr,zutil}.c -- musl-gcc -O3 -fPIC -w
gcc -O2 -shared -fPIC "-I$jdk/include" "-I$jdk/include/linux" -o "$svm/builder/lib/libreporterchelper.so" "$here/c/reporterchelper.c"

# --- the driver ------------------------------------------------------------------------------

step "Compiling the driver"
"$jdk/bin/javac" -d "$svm/driver" "$here/NativeImage.java"
cat > "$new/bin/native-image" << 'END'
#!/bin/sh
home=$(dirname "$(dirname "$(readlink -f "$0")")")
export LC_ALL=C.UTF-8           # the image inherits the encoding of file names
exec "$home/bin/java" -XX:TieredStopAtLevel=1 -cp "$home/lib/svm/driver" NativeImage "$@"
END
chmod +x "$new/bin/native-image"
cat > "$svm/version.txt" << END
native-image ${jdk_version%+*} $(sed -n 's/^JAVA_VERSION_DATE="\(.*\)"/\1/p' "$jdk/release")
GraalVM Runtime Environment GraalVM CE $graal (build $jdk_version)
Substrate VM GraalVM CE $graal (build $jdk_version, serial gc)
END
# The builder uses the internals of these modules of the JDK, and its own modules each other's.
"$jdk/bin/java" "$here/BuilderExports.java" "$svm/builder" "$svm/builder/compiler" java.base java.management java.naming java.rmi \
    jdk.internal.jvmstat jdk.internal.vm.ci jdk.jfr jdk.jlink jdk.management > "$svm/builder.args"
cat >> "$svm/builder.args" << END
-XX:+UseParallelGC
-XX:+UnlockExperimentalVMOptions
-XX:+EnableJVMCI
-XX:-UseJVMCICompiler
-XX:MaxRAMPercentage=60
-XX:GCTimeRatio=9
-XX:+ExitOnOutOfMemoryError
-Xss10m
-Xshare:off
-Djava.awt.headless=true
-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader
-Djava.lang.invoke.MethodHandle.DONT_INLINE_THRESHOLD=-1
-Djava.lang.invoke.MethodHandle.PROFILE_GWT=false
-Djdk.internal.lambda.disableEagerInitialization=true
-Dcom.oracle.graalvm.isaot=true
-Dgraalvm.locatorDisabled=true
-Dsubstratevm.HostLibC=glibc
"-Dsvm.build.memoryUsageReasonText=set by -XX:MaxRAMPercentage"
-Dorg.graalvm.nativeimage.imagecode=buildtime
-Dorg.graalvm.version=$graal
"-Dorg.graalvm.vendorversion=GraalVM CE $graal"
-Dorg.graalvm.vendor=Maven_Central
-Dorg.graalvm.vendorurl=https://www.graalvm.org/
--sun-misc-unsafe-memory-access=allow
--enable-native-access=org.graalvm.nativeimage.builder
END

"$new/bin/native-image" --version > "$svm/assembled"
rm -rf "$home"
mv "$new" "$home"
rm -rf "$cache"
step "$home is complete"
echo "$home" >&3
