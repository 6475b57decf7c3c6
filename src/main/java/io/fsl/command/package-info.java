/**
 * The subcommands, a page each: options, configuration, wiring, loop.
 *
 * <ul>
 *   <li><b>fetch and copy:</b> {@link FetchCommand} and {@link CopyCommand}, with {@link
 *       LoopOptions}, are a {@link Run}: it finds the configuration ({@link ConfigSearch}), starts
 *       log and ledger, and has a {@link Loop} call the controller until {@link Shutdown} ends it.
 *   <li><b>df and du:</b> {@link DfCommand} and {@link DuCommand}, with {@link MeasureOptions}.
 *   <li><b>What users see:</b> each {@link Observer} hears of all files: {@link OutcomeLog}, {@link
 *       JsonLines}, {@link Progress}. A command that cannot begin throws a {@link Refusal}.
 * </ul>
 */
@NullMarked
package io.fsl.command;

import org.jspecify.annotations.NullMarked;
