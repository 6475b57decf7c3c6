# What a developer does here; `make help` lists it. The two that a newcomer needs open README.md.
export JAVA_HOME := $(shell toolchain/jdk.sh 2>/dev/null)
# The binary inherits it: names of files are UTF-8.
export LC_ALL := C.UTF-8
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
mvn := mvn -B -q -ntp
FUZZ_SECONDS ?= 600
test_tools := sshd:openssh-server ssh-keygen:openssh-client strace mkfs.ext4:e2fsprogs mkfs.xfs:xfsprogs mkfs.btrfs:btrfs-progs sshfs perl
sources := pom.xml $(shell find src/main reflect-config -type f)

.DEFAULT_GOAL := help
.PHONY: demo test test-crash fuzz mutate sbom check jar native format install bench bench-start clean help tools

demo:                   ## fsl at work: fetches from a throw-away SFTP server and fans out, below target/demo
	demo/run

# The binary is built where it can be; elsewhere the tests say that they ran against the jar alone.
test: tools             ## everything: format, unit tests, and the tests of the program against the jar and the binary
	@toolchain/need.sh $(test_tools)
	$(mvn) verify
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=4 FUZZ='ReplyFuzz,ChannelFuzz,ConfigFuzz,GlobFuzz'
	@src/test/sh/count jar
	@touch target/fsl.jar
ifeq ($(shell uname -sm),Linux x86_64)
	$(MAKE) --no-print-directory native
	rm -rf target/failsafe-reports
	FSL_BINARY=$(CURDIR)/target/fsl $(mvn) failsafe:integration-test failsafe:verify
	@src/test/sh/count binary
else
	@echo "no static binary on this platform: the tests ran against the jar"
endif

test-crash: tools native ## the long ones: 500 kills, 50 power cuts, big ledgers; as root, against the binary
	@toolchain/need.sh $(test_tools)
	FSL_BINARY=$(CURDIR)/target/fsl $(mvn) verify -Dtest=NoSuchTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dit.test='CrashIT,PowerCutIT,LedgerIT' -Dfsl.kills=500 -Dfsl.cuts=50 -Dfsl.long=true \
	    -Dprogram.tests.seconds=7200 '-Djunit.jupiter.execution.timeout.default=90 m'

mutate: tools           ## changes the code at random and sees whether the tests notice; takes long
	@toolchain/need.sh $(test_tools)
	$(mvn) -Pmutate test-compile pitest:mutationCoverage

sbom: tools             ## target/fsl.cdx.json, the list of all that is in the program (CycloneDX)
	$(mvn) -Psbom package -Dmaven.test.skip=true
	@touch target/fsl.jar

check: tools            ## compile with all warnings, format check, unit tests: the quick round
	$(mvn) verify -DskipITs

fuzz: tools             ## looks for bytes that do harm: replies, configurations, keys …; FUZZ_SECONDS=600 for each, FUZZ=ReplyFuzz
	$(mvn) test-compile
	@mkdir -p target/fuzz
	@mvn -B -ntp surefire:test@fuzz -Dfuzz.seconds=$(FUZZ_SECONDS) $(if $(FUZZ),-Dtest=$(FUZZ)) > target/fuzz.log 2>&1 \
	    || { grep -aE -A12 '^(== |Caused by|\[ERROR\])|Test unit written' target/fuzz.log | head -n 60; exit 1; }
	@awk '/Running io.fsl/ { name = $$NF } /^Done [0-9]+ runs/ { printf "fuzz: %s: %d inputs, no harm\n", name, $$2 }' target/fuzz.log

jar: target/fsl.jar     ## target/fsl.jar with target/lib, no tests

native: target/fsl      ## target/fsl, the static binary

format: tools           ## format the sources
	$(mvn) spotless:apply

install:                ## into ~/.local, for root /usr/local; elsewhere: ./install.sh --prefix DIR
	./install.sh

bench: $(if $(FSL_BINARY),,native) ## speed beside sftp, lftp, rclone, rsync and cp, for docs/benchmarks.md; CASE=name,name RUNS=5
	bench/run

bench-start: native     ## start-up time and memory, beside rclone and lftp; and what a fetch takes
	bench/start

clean:                  ## remove what was built here; the toolchain stays in ~/.cache/fsl
	rm -rf target

help:
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

tools:
	@toolchain/jdk.sh > /dev/null
	@toolchain/need.sh mvn:maven

# --- files -------------------------------------------------------------------------------------

target/fsl.jar: $(sources) | tools
	$(mvn) package -Dmaven.test.skip=true
	@touch $@

# What is installed beside the program.
target/share: target/fsl.jar README.md LICENSE $(wildcard docs/*.md etc/*.yml packaging/*)
	packaging/share $@

target/fsl: $(sources) toolchain/assemble.sh | tools
	@echo "building the binary: a few minutes"
	@toolchain/graalvm.sh > /dev/null
	@mkdir -p target
	GRAALVM_HOME=$$(toolchain/graalvm.sh) $(mvn) package -Pnative -Dmaven.test.skip=true > target/native.log 2>&1 || { tail -n 40 target/native.log; exit 1; }
	@touch target/fsl.jar $@
