/**
 * The layer that all commands share: one verb per class, each doing one thing to one file or
 * folder. Where to find what, entry points first:
 *
 * <ul>
 *   <li><b>List a server:</b> {@link ListRemoteFiles} hands on each wanted {@link RemoteFile}, its
 *       name proven by {@link SafeName}.
 *   <li><b>List incoming:</b> {@link ListLocalFiles} hands on each wanted {@link LocalFile}.
 *   <li><b>Is it ready?</b> {@link Readiness}, with the done files that {@link DoneMarkers} names.
 *   <li><b>Fetch the bytes:</b> {@link DownloadFile} brings them into a {@link PartFile}, range by
 *       {@link Range}; {@link EarlyArchive} copies them for the archive meanwhile.
 *   <li><b>Bring to incoming:</b> {@link PublishFiles}, under a name by {@link PlaceFile}; {@link
 *       ArchiveFile} before that.
 *   <li><b>Finish on the server:</b> {@link FinishRemote}, by {@link DeleteRemote} or {@link
 *       MoveRemote}, which both {@link PutAside} the file first; {@link FinishMarkers}.
 *   <li><b>Copy to a destination:</b> {@link DeliverFiles}, of which {@link StageFiles} is the
 *       first half, with {@link CopyFile}.
 *   <li><b>Clear incoming:</b> {@link RemoveIncoming}.
 *   <li><b>After a crash:</b> {@link RecoverFetch}; {@link RebuildFetch} when the ledger is lost;
 *       {@link ForgetGone}; {@link WarnOfStrays}.
 *   <li><b>Write to disk:</b> {@link FileWriter} makes each {@link TempFile} in a {@link
 *       WorkFolder}, and {@link Forces} forces them; {@link Folders}, {@link LocalNames} and {@link
 *       KeepBoth} for names.
 *   <li><b>Remember:</b> {@link Ledger}, of which {@link FetchLedger} and {@link CopyLedger} show
 *       one source each; {@link LedgerFile}, {@link LedgerStore}, {@link SealedFileStore} and
 *       {@link NewestCommit} keep it on the disk, {@link LockFile} for one process.
 *   <li><b>Space:</b> {@link SpaceGuard} and {@link FreeSpace} for {@code check_free_space}; {@link
 *       Rooms} and {@link DiskUsage} for {@code quota}; {@link Limit} of files in flight.
 *   <li><b>What became of it:</b> {@link Outcome} and {@link Trouble}, which {@link Outcomes} makes
 *       of exceptions; {@link Retries} for what a lost connection undid.
 * </ul>
 */
@NullMarked
package io.fsl.action;

import org.jspecify.annotations.NullMarked;
