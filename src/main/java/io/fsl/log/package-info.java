/**
 * Where log records go: the console, and the files all-debug.log, all-info.log, all-warning.log and
 * all-error.log, which several processes share. A leaf.
 */
@NullMarked
package io.fsl.log;

import org.jspecify.annotations.NullMarked;
