/**
 * The configuration as immutable records, and the reader that makes them from YAML. A leaf: it
 * knows nothing else of fsl but {@link io.fsl.text}.
 */
@NullMarked
package io.fsl.config;

import org.jspecify.annotations.NullMarked;
