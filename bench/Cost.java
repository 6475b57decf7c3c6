package bench;

/**
 * What a run took.
 *
 * @param wall seconds
 * @param cpu seconds, of the program and all it started and waited for, in user and system mode
 * @param memory the most that one process had resident, in MiB
 */
record Cost(double wall, double cpu, double memory) {
  @Override
  public String toString() {
    return Text.format("%8.3f s %8.2f s CPU %6.1f MiB", wall, cpu, memory);
  }
}
