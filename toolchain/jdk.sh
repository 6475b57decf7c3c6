#!/bin/bash
# Prints the home of a JDK 25: JAVA_HOME, else the one of java on PATH, else one in the usual folders.
set -euo pipefail

is_jdk_25() { [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null; }

on_path=$(readlink -f "$(command -v javac || true)" || true)
for home in "${JAVA_HOME:-}" "${on_path%/bin/javac}" "${GRAALVM_HOME:-}" /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    if is_jdk_25 "$home"; then
        (cd "$home" && pwd)
        exit
    fi
done
cat >&2 << 'END'
fsl is built with Java 25, and no JDK 25 was found: not in JAVA_HOME, nor on PATH, nor in /usr/lib/jvm.
Install one (Debian 13: apt-get install openjdk-25-jdk-headless openjdk-25-source; or Temurin 25, or GraalVM 25)
or name it: JAVA_HOME=/path/to/jdk-25 make …
END
exit 1
