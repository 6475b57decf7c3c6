package io.fsl.sftp;

import io.fsl.config.Retry;
import java.time.Duration;

/**
 * How the connections of a remote are made.
 *
 * @param connections at most so many SSH connections
 * @param retry of connecting
 * @param timeout without any sign of life until a connection counts as dead
 */
public record PoolLimits(int connections, Retry retry, Duration timeout) {}
