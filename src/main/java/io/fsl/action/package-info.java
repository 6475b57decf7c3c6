/**
 * The layer that all commands share: one verb per class, each doing one thing to one file or
 * folder.
 */
@NullMarked
package io.fsl.action;

import org.jspecify.annotations.NullMarked;
