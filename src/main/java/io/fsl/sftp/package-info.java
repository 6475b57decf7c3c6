/**
 * The remote side: the seam {@link io.fsl.sftp.Remote} and its implementation over SSH. Only this
 * package knows sshj.
 */
@NullMarked
package io.fsl.sftp;

import org.jspecify.annotations.NullMarked;
