/** Log records to the console and to the log files. A leaf. */
@NullMarked
package io.fsl.log;

import org.jspecify.annotations.NullMarked;
