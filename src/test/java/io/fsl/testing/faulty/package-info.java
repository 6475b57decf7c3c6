/** An SFTP server that does wrong on command, run by a real sshd as its subsystem. */
@NullMarked
package io.fsl.testing.faulty;

import org.jspecify.annotations.NullMarked;
