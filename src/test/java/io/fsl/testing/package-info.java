@NullMarked
package io.fsl.testing;

import org.jspecify.annotations.NullMarked;
