# What a developer does here; `make help` lists it. The two that a newcomer needs open README.md.
export JAVA_HOME := $(shell toolchain/jdk.sh 2>/dev/null)
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
mvn := mvn -B -q -ntp
sources := pom.xml $(shell find src/main reflect-config -type f)

.DEFAULT_GOAL := help
.PHONY: demo test check jar native format install bench-start clean help

demo: program           ## fsl at work: fetches from a throw-away SFTP server and fans out, below target/demo
	demo/run

test: jdk packages      ## everything: format, unit tests, the command line tests against the jar and against the binary
	$(mvn) verify
	@touch target/fsl.jar
	@if toolchain/supported.sh; then \
	    $(MAKE) --no-print-directory native && FSL=$(CURDIR)/target/fsl $(mvn) failsafe:integration-test failsafe:verify; \
	fi

check: jdk              ## compile with all warnings, format check, unit tests: the quick round
	$(mvn) verify -DskipITs

jar: target/fsl.jar     ## target/fsl.jar with target/lib, no tests

native: target/fsl      ## target/fsl, the static binary

format: jdk             ## format the sources
	$(mvn) spotless:apply

install:                ## into ~/.local; elsewhere: ./install.sh --prefix DIR
	./install.sh

bench-start: native     ## start-up time and memory beside rclone and lftp
	bench/start

clean:                  ## remove what was built here; the toolchain stays in ~/.cache/fsl
	rm -rf target

help:
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# --- files -------------------------------------------------------------------------------------

target/fsl.jar: $(sources) | jdk
	$(mvn) package -Dmaven.test.skip=true
	@touch $@

target/fsl: $(sources) toolchain/assemble.sh | jdk
	@echo "building the binary, a few minutes"
	GRAALVM_HOME=$$(toolchain/graalvm.sh) && export GRAALVM_HOME && $(mvn) package -Pnative -Dmaven.test.skip=true
	@touch target/fsl.jar $@
