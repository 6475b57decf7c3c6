/** The subcommands, a page each: options, configuration, wiring, loop. */
@NullMarked
package io.fsl.command;

import org.jspecify.annotations.NullMarked;
