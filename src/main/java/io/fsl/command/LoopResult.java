package io.fsl.command;

import io.fsl.Exit;
import io.fsl.controller.Report;
import java.time.Duration;

/**
 * A loop that has ended.
 *
 * @param number from 1
 * @param status the exit status if this were the only loop
 */
record LoopResult(long number, Report report, Duration time, Exit status) {}
