/**
 * What Linux does that Java does not: system calls by file descriptor and with names as bytes, and
 * what they return. {@link io.fsl.linux.Syscalls} is what there is; the binary makes the calls
 * through the image's own C interface, the jar through Java's foreign functions.
 */
@NullMarked
package io.fsl.linux;

import org.jspecify.annotations.NullMarked;
