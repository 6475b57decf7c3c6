package io.fsl.config;

import java.util.List;

/** The form of {@code order_by}: what to compare by, then optionally the direction. */
final class OrderForm {
  private static final Form<Order.By> BY = Form.oneOf(Order.By.class);

  private OrderForm() {}

  static Form<Order> order() {
    return new Form<>(BY.expected() + ", then asc or desc", Order.NONE, OrderForm::parse);
  }

  private static Order parse(String text) {
    List<String> words = List.of(text.strip().split("\\s+", 3));
    Order.By by = BY.parse(words.getFirst());
    if (words.size() == 1) {
      return new Order(by, false);
    }
    String direction = words.get(1);
    boolean known = direction.equals("asc") || direction.equals("desc");
    if (words.size() > 2 || !known || by == Order.By.NONE) {
      throw new BadValue(Quoted.of(text) + " is not an order");
    }
    return new Order(by, direction.equals("desc"));
  }
}
