/**
 * What Linux does that Java does not: system calls by file descriptor and with names as bytes, and
 * what they return.
 *
 * <ul>
 *   <li><b>The calls:</b> {@link Syscalls}. The binary makes them through the image's own C
 *       interface ({@link ImageSyscalls}), the jar through Java's foreign functions ({@link
 *       ForeignSyscalls}).
 *   <li><b>Files by descriptor:</b> {@link OpenFile}; {@link FolderEntry} for a name in an open
 *       folder; {@link KernelCopy}.
 *   <li><b>What is known of a file:</b> {@link FileStatus}, {@link FileIdentity}, {@link Inode}.
 *   <li><b>Names:</b> {@link PathBytes}.
 *   <li><b>This process:</b> {@link StandardFiles}, {@link CurrentFolder}, {@link OwnMemory},
 *       {@link ProcessStatus}.
 * </ul>
 */
@NullMarked
package io.fsl.linux;

import org.jspecify.annotations.NullMarked;
