# What a developer does here. The two that a newcomer needs, `make demo` and `make test`, open README.md.
JDK ?= $(firstword $(wildcard /usr/lib/jvm/temurin-25* /usr/lib/jvm/*-25-*) $(JAVA_HOME))
export JAVA_HOME := $(JDK)
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
mvn = mvn -B -q -ntp

.PHONY: check jar format clean

check:            ## compile with all warnings, format check, unit tests
	$(mvn) verify -DskipITs

jar:              ## target/fsl.jar and target/lib, no tests
	$(mvn) package -DskipTests

format:           ## format the sources
	$(mvn) spotless:apply

clean:
	$(mvn) clean
