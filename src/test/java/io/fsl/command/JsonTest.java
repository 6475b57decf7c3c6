package io.fsl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  @Test
  void membersComeInOrder() {
    assertEquals("{}", new Json().toString());
    assertEquals(
        "{\"text\":\"a\",\"number\":-5,\"flag\":true,\"list\":[\"x\",\"y\"],\"none\":[]}",
        new Json()
            .put("text", "a")
            .put("number", -5)
            .put("flag", true)
            .put("list", List.of("x", "y"))
            .put("none", List.of())
            .toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0022 | \\\"",
        "005c | \\\\",
        "000a | \\u000a",
        "0000 | \\u0000",
        "001b | \\u001b",
        "009b | \\u009b",
        "002f | /",
        "00e9 | é",
        "d800 | \\ud800",
        "dc00 | \\udc00",
      })
  void charactersThatWouldBreakALineAreEscaped(String character, String escaped) {
    String text = "a" + (char) Integer.parseInt(character, 16) + "b";
    assertEquals("{\"t\":\"a" + escaped + "b\"}", new Json().put("t", text).toString());
  }

  @Test
  void aPairOfSurrogatesStays() {
    assertEquals("{\"t\":\"😀\"}", new Json().put("t", "😀").toString());
  }
}
