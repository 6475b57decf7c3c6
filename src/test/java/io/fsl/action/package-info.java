@NullMarked
package io.fsl.action;

import org.jspecify.annotations.NullMarked;
