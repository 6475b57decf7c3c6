/**
 * The remote side: the seam {@link Remote} and its implementation over SSH. Only this package knows
 * sshj, whose transport it uses; the SFTP codec is its own.
 *
 * <p>The life of one read:
 *
 * <ol>
 *   <li>{@link SshRemote} puts a {@link RangeRead} into the {@link RequestQueue} and wakes the
 *       idlest {@link SftpChannel} of the {@link ChannelPool}.
 *   <li>The channel's {@link Sender} takes it. Its {@link Ranges} open the file, as {@link
 *       FileHandles} allow, and ask for as many bytes at once as {@link ReadAhead} allows.
 *   <li>The requests get their ids in the {@link RequestTable}, and leave as one {@link
 *       RequestBatch} by the {@link SftpSubsystem}.
 *   <li>What comes back there goes through the {@link PacketParser}; the table finds the {@link
 *       PendingRead} that a reply belongs to.
 *   <li>{@link Reassembly} puts the bytes in order and collects them in {@link Chunks}.
 *   <li>The {@link WriterThread} hands those to the {@link Remote.Sink}.
 * </ol>
 *
 * <p>Where to find the rest, entry points first:
 *
 * <ul>
 *   <li><b>All requests but reads:</b> {@link Call}, with {@link Replies} to decode what comes;
 *       {@link FolderListing}.
 *   <li><b>Sessions:</b> {@link ChannelFactory} makes one, {@link Handshake} begins it, {@link
 *       FurtherConnections} adds to it, {@link SilenceWatch} and {@link Pulse} find it dead; {@link
 *       Tuning} has what was measured.
 *   <li><b>Connecting:</b> {@link SshConnector}: {@link Dialer}, {@link SshAlgorithms}, host key,
 *       login.
 *   <li><b>Is it the right server?</b> {@link HostKeys}, by {@link KnownHosts} and {@link
 *       HostCertificate}; {@link HostKeyRefusal} says why not.
 *   <li><b>Logging in:</b> {@link Login}, with the keys of {@link Identities} and the password of
 *       {@link PasswordReader}; {@link LoginRefusal} says why it failed.
 *   <li><b>What sshj does not do well enough:</b> {@link CheckedKeyExchange}, {@link
 *       GroupExchange}, {@link ChaChaPoly}, {@link JdkCryptography}, {@link EcdsaKeys}, {@link
 *       Pkcs8Key}, {@link SignedKey}.
 * </ul>
 */
@NullMarked
package io.fsl.sftp;

import org.jspecify.annotations.NullMarked;
