/** One loop of work over all sources, and the report of it. */
@NullMarked
package io.fsl.controller;

import org.jspecify.annotations.NullMarked;
