@NullMarked
package io.fsl.text;

import org.jspecify.annotations.NullMarked;
