package io.fsl.command;

/**
 * What a run does when another one of the same configuration is under way. Spelled as on the
 * command line.
 */
enum IfLocked {
  fail,
  ok
}
