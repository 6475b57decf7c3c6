package io.fsl.sftp;

import java.time.Duration;

/**
 * How the connections of a remote are made.
 *
 * @param connections at most
 * @param attempts after the first one, for transient faults
 * @param delay before the first retry; doubled each time
 * @param timeout without any sign of life
 */
record PoolLimits(int connections, int attempts, Duration delay, Duration timeout) {}
