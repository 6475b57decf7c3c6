/** Servers of our own for the tests: a real OpenSSH and an in-process Apache MINA. */
@NullMarked
package io.fsl.testing;

import org.jspecify.annotations.NullMarked;
