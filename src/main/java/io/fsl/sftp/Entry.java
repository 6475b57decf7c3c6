package io.fsl.sftp;

/**
 * A line of a remote folder's listing.
 *
 * @param name as the server sent it: nothing is proven of it
 */
public record Entry(RemotePath name, Attributes attributes) {}
