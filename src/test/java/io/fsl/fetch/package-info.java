/** {@code fsl fetch} as its user runs it, against a real OpenSSH server. */
@NullMarked
package io.fsl.fetch;

import org.jspecify.annotations.NullMarked;
