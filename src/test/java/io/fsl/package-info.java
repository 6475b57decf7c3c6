@NullMarked
package io.fsl;

import org.jspecify.annotations.NullMarked;
