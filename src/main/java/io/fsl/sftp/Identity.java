package io.fsl.sftp;

import java.nio.file.Path;
import java.security.KeyPair;

/**
 * A key that fsl proves itself with.
 *
 * @param keys the public one may be a certificate
 * @param file where it was read, for messages
 */
record Identity(Path file, KeyPair keys) {}
