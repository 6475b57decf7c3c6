@NullMarked
package io.fsl.command;

import org.jspecify.annotations.NullMarked;
