package bench;

import java.util.function.ToDoubleFunction;

/** What is measured. */
enum Quantity {
  WALL("time", Cost::wall),
  CPU("CPU", Cost::cpu),
  MEMORY("memory", Cost::memory);

  final String text;
  private final ToDoubleFunction<Cost> of;

  Quantity(String text, ToDoubleFunction<Cost> of) {
    this.text = text;
    this.of = of;
  }

  double of(Sample sample) {
    return of.applyAsDouble(sample.cost());
  }
}
