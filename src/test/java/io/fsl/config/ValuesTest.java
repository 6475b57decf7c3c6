package io.fsl.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of values becomes. */
class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1_000, 1000",
    "7B, 7",
    "1k, 1024",
    "500K, 512000",
    "10 MB, 10485760",
    "1.5GiB, 1610612736",
    "1.5TiB, 1649267441664",
    "1p, 1125899906842624",
    "7E, 8070450532247928832",
    "0.0001K, 0",
    "9223372036854775807, 9223372036854775807",
  })
  void sizes(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text, ByteSize.BYTE).bytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "K",
        "-1",
        "1X",
        "8E",
        "9223372036854775808",
        "1e3",
        "1_",
        ".5",
        "1,5",
        "0x10"
      })
  void noSizes(String text) {
    assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text, ByteSize.BYTE));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1_0, PT10S",
    "1.5, PT1.5S",
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "90 d, PT2160H",
    "36500d, PT876000H",
  })
  void durations(String text, String duration) {
    assertEquals(duration, Amounts.duration().parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "5M", "1w", "1:30", "99999999999999999999999"})
  void noDurations(String text) {
    assertThrows(IllegalArgumentException.class, () -> Amounts.duration().parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "$A, $A",
    "$, $",
    "${WHO}, alice",
    "a${WHO}b${WHO}, aalicebalice",
    "${NOPE:-d}, d",
    "${NOPE:-}, ''",
    "${EMPTY:-d}, d",
    "${EMPTY}, ''",
    "${WHO:-d}, alice",
    "${NOPE:-~/.ssh/x:y}, ~/.ssh/x:y",
    "$${WHO}, ${WHO}",
    "$$${WHO}, $${WHO}",
    "$${${WHO}, ${alice",
    "${TRICKY}, ${WHO}",
  })
  void variables(String text, String expanded) {
    assertEquals(expanded, new Variables(YamlFolder.ENVIRONMENT).expand(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${NOPE}", "${", "${}", "${A-b}", "${1}", "${WHO", "${NOPE:-${WHO}}", "x${ WHO}"})
  void noVariables(String text) {
    assertThrows(BadValue.class, () -> new Variables(YamlFolder.ENVIRONMENT).expand(text));
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/etc/f.yml, x, /srv/x",
    "/srv/etc/f.yml, ../x, /x",
    "/srv/conf/f.yml, x, /srv/conf/x",
    "/etc/f.yml, x, /x",
    "/f.yml, x, /x",
    "/srv/etc/f.yml, /x//y/, /x/y",
    "/srv/etc/f.yml, ~, /home/u",
    "/srv/etc/f.yml, ~/x, /home/u/x",
    "/srv/etc/f.yml, ~//x, /home/u/x",
    "/srv/etc/f.yml, ./~bob/x, /srv/~bob/x",
    "/srv/etc/f.yml, /srv/~bob, /srv/~bob",
    "/srv/etc/f.yml, a~/x, /srv/a~/x",
  })
  void localPaths(Path file, String text, Path expected) {
    assertEquals(expected, LocalPaths.of(file, Map.of("HOME", "/home/u")).resolve(text));
  }

  @ParameterizedTest
  @CsvSource({
    "/srv/etc/f.yml, /srv/log, /srv/state",
    "/srv/f.yml, /srv/log, /srv/state",
    "/etc/f.yml, /var/log/fsl, /var/lib/fsl",
    "/f.yml, /var/log/fsl, /var/lib/fsl",
  })
  void defaultFolders(Path file, Path logDir, Path stateDir) {
    LocalPaths paths = LocalPaths.of(file, Map.of());
    assertEquals(logDir, paths.logDir());
    assertEquals(stateDir, paths.stateDir());
  }

  @ParameterizedTest
  @CsvSource({
    "hots, host",
    "Host, host",
    "userName, username",
    "pasword, password",
    "psasword, password",
    "passwords_, password",
    "quux, none",
    "hxyt, none",
    "passwordpasswordpasswordpasswordpassword1, none",
  })
  void suggestions(String word, String meant) {
    assertEquals(
        meant,
        Suggestion.of(word, Map.of("host", 1, "username", 2, "password", 3).keySet())
            .orElse("none"));
  }

  @Test
  void homeIsThatOfTheEnvironmentThenThatOfTheSystem() {
    Path system = Path.of(System.getProperty("user.home"));
    assertEquals(Path.of("/home/u"), Home.of(Map.of("HOME", "/home/u")));
    assertEquals(system, Home.of(Map.of("HOME", "")));
    assertEquals(system, Home.of(Map.of()));
    assertNull(Home.of(Map.of("HOME", "not/absolute")));
  }
}
