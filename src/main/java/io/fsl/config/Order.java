package io.fsl.config;

/** In which order the files of a listing are worked on. */
public record Order(By by, boolean descending) {
  /** As listed: nothing is held in memory. */
  public static final Order NONE = new Order(By.NONE, false);

  /** What files are compared by. */
  public enum By {
    NONE,
    NAME,
    MODIFIED,
    SIZE
  }
}
