package bench;

/** The benchmark cannot go on: a program failed, or its result is wrong. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
