/**
 * Files Sync Link: fetches files over SFTP and fans them out to local folders.
 *
 * <p>The life of one file, and who does what to it:
 *
 * <ol>
 *   <li>It is <b>listed</b>; its name is proven safe; pattern, readiness and ledger say that it is
 *       wanted: {@link io.fsl.action.ListRemoteFiles}, {@link io.fsl.controller.FetchChoice}.
 *   <li>Its bytes come into a <b>part</b> in a hidden working folder of incoming, several ranges at
 *       once if it is big: {@link io.fsl.action.DownloadFile}, {@link io.fsl.action.PartFile},
 *       {@link io.fsl.sftp.Remote}.
 *   <li>It is <b>verified</b>: the bytes add up to the listed size, and the server still shows the
 *       listed size and time.
 *   <li>The part gets mode and mtime and is <b>forced</b> to disk: {@link
 *       io.fsl.action.PublishFiles}, {@link io.fsl.action.FileWriter}.
 *   <li>A copy goes to the <b>archive</b>, durable as well: {@link io.fsl.action.ArchiveFile}.
 *   <li>The <b>ledger</b> records that, and the final name: {@link io.fsl.action.FetchLedger}.
 *   <li>One rename <b>publishes</b> the part in incoming: {@link io.fsl.linux.FolderEntry}.
 *   <li>The ledger records that it is <b>published</b>.
 *   <li>The remote file is kept, removed or moved, which <b>finishes</b> it: {@link
 *       io.fsl.action.FinishRemote}.
 *   <li>{@code fsl copy} finds it in incoming, ready: {@link io.fsl.action.ListLocalFiles}, {@link
 *       io.fsl.action.Readiness}, {@link io.fsl.controller.CopyController}.
 *   <li>It is <b>delivered</b> to every destination, by the same steps of temp, force, ledger and
 *       rename: {@link io.fsl.action.DeliverFiles}.
 *   <li>When every destination has it, it is <b>removed</b> from incoming: {@link
 *       io.fsl.action.RemoveIncoming}.
 * </ol>
 *
 * <p>Steps 4 to 9 are taken for many files together. A crash between any two is mended at the start
 * of the next loop: {@link io.fsl.action.RecoverFetch}.
 *
 * <p>The packages are layers: {@code Fsl → command → controller → action → sftp, linux}. {@code
 * config} and {@code log} are leaves, and so is {@code text}, which all of them may use. The page
 * of each package tells where to find what. A fetch goes down through {@link
 * io.fsl.command.FetchCommand}, {@link io.fsl.command.Run}, {@link io.fsl.command.Loop}, {@link
 * io.fsl.controller.FetchController}, {@link io.fsl.controller.FetchRun}, {@link
 * io.fsl.controller.FetchPipeline}, {@link io.fsl.action.DownloadFile}, {@link io.fsl.sftp.Remote},
 * {@link io.fsl.action.PartFile}, {@link io.fsl.action.TempFile} and {@link io.fsl.linux.OpenFile}.
 *
 * <p>Words that are used throughout:
 *
 * <ul>
 *   <li><b>incoming</b>: the local folder that fetch fills and copy empties
 *   <li><b>working folder</b>: the hidden {@code .fsl} in a folder that files are written to
 *   <li><b>temp</b>: a file in a working folder, before it has its final name
 *   <li><b>part</b>: the temp of a file that is fetched, which a later run may go on with
 *   <li><b>force</b>: to have data or names written to disk (fsync)
 *   <li><b>marker</b>: a producer's {@code done_file}; also the file by which a working folder is
 *       known again
 *   <li><b>loop</b>: all sources worked through once
 * </ul>
 */
@NullMarked
package io.fsl;

import org.jspecify.annotations.NullMarked;
