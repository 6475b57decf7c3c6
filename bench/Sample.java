package bench;

/**
 * One measurement.
 *
 * @param n {@link Tree#n}
 * @param round the programs of a round ran one after the other: they are compared
 */
record Sample(String contender, long n, int round, Cost cost) {}
