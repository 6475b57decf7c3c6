@NullMarked
package io.fsl.log;

import org.jspecify.annotations.NullMarked;
