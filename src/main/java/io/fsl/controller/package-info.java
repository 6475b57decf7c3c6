/**
 * One loop of work over all sources, and the report of it.
 *
 * <p>Fetch, from the loop to its last step:
 *
 * <ol>
 *   <li>{@link FetchController} has a {@link FetchRun} for each source, a few at a time. What
 *       outlives a loop is in {@link FetchResources} and {@link Denials}.
 *   <li>The run makes and mends what is local: {@link FetchFolders}.
 *   <li>{@link StartFiles} goes through the listing; {@link FetchChoice} tells what is wanted.
 *   <li>{@link FetchPipeline} has many files on their way.
 *   <li>{@link Publisher} takes those whose bytes have come, many together: {@link Gathering}.
 *   <li>{@link FinishPublished} deals with their remote files.
 * </ol>
 *
 * <p>Copy:
 *
 * <ol>
 *   <li>{@link CopyController} has a {@link CopyRun} for each source, all at once, and more of them
 *       while one hangs: {@link Passes}. A dry run is a {@link PreviewCopy}. What outlives a loop
 *       is in {@link CopyResources}.
 *   <li>The run lists incoming; {@link CopyCandidates} tells what is ready, and for whom.
 *   <li>Each {@link CopyTask} goes to the {@link Courier}s of its destinations, which {@link
 *       CourierWatch} waits for.
 *   <li>{@link FinishCopied} removes what all have, and {@link RemoveMarkers} its done file.
 * </ol>
 *
 * <p>Both tell a {@link Tally}, which counts for the {@link Report} and passes on to the {@link
 * Listener}.
 */
@NullMarked
package io.fsl.controller;

import org.jspecify.annotations.NullMarked;
