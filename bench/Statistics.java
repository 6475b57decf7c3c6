package bench;

import java.util.Arrays;
import java.util.List;

/** What is made of many figures. */
final class Statistics {
  private Statistics() {}

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The exponent by which y grows with x: the slope of the line through their logarithms, by least
   * squares.
   */
  static double exponent(List<Double> x, List<Double> y) {
    double meanX = x.stream().mapToDouble(Math::log).average().orElseThrow();
    double meanY = y.stream().mapToDouble(Math::log).average().orElseThrow();
    double product = 0;
    double square = 0;
    for (int i = 0; i < x.size(); i++) {
      double dx = Math.log(x.get(i)) - meanX;
      product += dx * (Math.log(y.get(i)) - meanY);
      square += dx * dx;
    }
    return product / square;
  }
}
