/** The wording of what users read, alike in every part of the program. A leaf that all may use. */
@NullMarked
package io.fsl.text;

import org.jspecify.annotations.NullMarked;
