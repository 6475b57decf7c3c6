package io.fsl.config;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What globs match, alone and together. */
class SelectionTest {
  @ParameterizedTest(name = "{0}: {1} but not {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "*;            a  a.b  x/a  ü;             .a  x/.a",
        "*.txt;        a.txt  x/y/a.txt  a.b.txt;  a.TXT  a.txt~  .txt  .a.txt",
        "*.*;          a.b  a.;                    a  .a.b",
        ".*;           .a  x/.a;                   a",
        "a?c;          abc  aüc  a😀c;             ac  abbc",
        "?a;           ba;                         .a",
        "[a-c]x;       ax  cx;                     dx  x  .x",
        "[!a-c]x;      dx  -x;                     ax  .x  x",
        "[^a]x;        bx;                         ax",
        "[]a]x;        ]x  ax;                     bx",
        "[a-]x;        ax  -x;                     bx",
        "[!]]x;        ax;                         ]x",
        "a[.]b;        a.b;                        ab  acb",
        "{a,b}.x;      a.x  b.x;                   c.x  ab.x",
        "{a,b{c,d}}x;  ax  bcx  bdx;               bx  acx",
        "a{,b};        a  ab;                      b  abb",
        "{*.a,.b*}x;   q.ax  .bx  .bcx;            bx  .ax",
        "a}b;          a}b;                        ab",
        "a,b;          a,b;                        a",
        "\\*;          *;                          a",
        "a\\[b;        a[b;                        ab",
        "\\!a;         !a;                         a",
        "a**b;         ab  axb  q/axb;             a/b",
        "x/*;          x/a;                        a  y/a  x/y/a  x/.a",
        "/a;           a;                          x/a",
        "**/a;         a  x/a  x/y/a;              .x/a  x/.y/a  ba",
        "x/**;         x/a  x/y/a;                 x  y/a  x/.a  x/.y/a",
        "x/**/a;       x/a  x/y/a  x/y/z/a;        a  x/ya  x/.y/a",
        "x/**/.a;      x/.a  x/y/.a;               x/a",
        "x/**.a;       x/b.a  x/y/b.a;             x/.a  b.a",
        ".x/*;         .x/a;                       x/a",
        "{x,y/z}/a;    x/a  y/z/a;                 y/a  z/a",
      })
  void aGlobMatches(String glob, String names, String others) {
    assertChooses(new Selection(List.of(glob))::selects, names, others);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*.a *.b;      x.a  x.b;     x.c",
        "*.a !y*;      x.a;          y.a  x.b",
        "!y* *.a;      x.a;          y.a  x.b",
        "!*.a;         b  x/b;       x.a  .b",
        "!*.a .*;      .b;           b  x.a",
        "* .* !.a;     b  .b;        .a",
        "* !x/**;      a  y/a;       x/a  x/y/a  x/.y/a  x/.y/.z/a",
        "* .* !x/**;   .a  y/.a  .x; x/.a  x/.y/.a",
        "* .* !.x/**;  x/a  .x;      .x/a  .x/.a  .x/.y/a",
        "* !**/a;      b  .x/b;      a  .x/a  x/.y/a",
        "* .* !**/*.a; .a  x/.a;     b.a  .x/b.a",
      })
  void anyMayMatchAndNoExclude(String globs, String names, String others) {
    assertChooses(new Selection(words(globs).toList())::selects, names, others);
  }

  @ParameterizedTest(name = "{0}: into {1} but not {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "*.txt;            x  x/y  .x; ''",
        "x/*;              x;                            y  x/y  xx  .x",
        "*/a;              x;                            x/y  .x",
        "x/**;             x  x/y;                       y  x/.y  .x",
        "x/**/y/a;         x  x/y  x/z;                  y",
        "**/a;             x  x/y;                       .x  x/.y",
        "{x,y/z}/a;        x  y  y/z;                    z  x/z  y/z/y",
        "x[0-9]/?*;        x1  x2;                       x  xa  x1/y",
        "x/* *.txt;        x  y  y/z; ''",
        "/a;               '';                           x",
        "* !x/**;          y  y/x  .x  xx;               x  x/y  x/.y",
        "!x/**;            y;                            x  x/y",
        "* !**/.git/**;    x  x/y  git;                  .git  x/.git  .x/.git/y",
        "* !x/{**,a};      y;                            x",
        "* !x/*;           x  x/y; ''",
        "* !x/**/*;        x  x/y; ''",
        "* !x/**.a;        x; ''",
        "* !x;             x; ''",
        ".* !*{a,**};      x; ''",
        "* !**;            '';                           x  y/z",
      })
  void aFolderIsEnteredThatMayHoldSuchFiles(String globs, String folders, String others) {
    assertChooses(new Selection(words(globs).toList())::mayHold, folders, others);
  }

  @RepeatedTest(20)
  void noFolderOfASelectedFileIsPassedOver(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int selected = 0;
    for (int i = 0; i < 2_000; i++) {
      Selection selection =
          new Selection(Stream.generate(() -> glob(random)).limit(1 + random.nextInt(3)).toList());
      for (int j = 0; j < 20; j++) {
        String path = drawn(random, "a", "a", "b", ".", "/").replaceAll("^/+|/+$|(/)/+", "$1");
        if (selection.selects(path)) {
          selected++;
          for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
            String folder = path.substring(0, end);
            assertTrue(selection.mayHold(folder), () -> selection + ": " + path + " in " + folder);
          }
        }
      }
    }
    assertTrue(selected > 100, "too few selected: " + selected);
  }

  private static String glob(Random random) {
    String exclude = random.nextInt(3) == 0 ? "!" : "";
    String glob =
        drawn(random, "a", "b", ".", "/", "/", "*", "**", "/**", "**/", "?", "[!b]", "{a,**}")
            .replaceAll("(^|/)\\.+(?=/|$)", "$1a");
    return exclude + (glob.isEmpty() || glob.endsWith("/") ? glob + "*" : glob);
  }

  private static String drawn(Random random, String... pieces) {
    return Stream.generate(() -> pieces[random.nextInt(pieces.length)])
        .limit(1 + random.nextInt(8))
        .collect(joining());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "!",
        "[",
        "[]",
        "[!",
        "[!]",
        "[a",
        "[a-",
        "[b-a]",
        "[[:alpha:]]",
        "{a",
        "{a,{b}",
        "a\\",
        "a/",
        "./a",
        "!./a",
        "../a",
        "x/./a",
        "x/..",
        "."
      })
  void aMalformedGlobIsRefused(String glob) {
    assertThrows(IllegalArgumentException.class, () -> new Selection(List.of(glob)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*a", "{a,aa,*}", "**a**", "[a]*"})
  void matchingTakesLinearTime(String piece) {
    Selection selection = new Selection(List.of(piece.repeat(100) + "b"));
    String name = "a".repeat(1000);
    assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> selection.selects(name)));
  }

  @Test
  void anAbsurdlyLongGlobIsRefused() {
    assertTrue(new Selection(List.of("?".repeat(1000))).selects("a".repeat(1000)));
    assertThrows(IllegalArgumentException.class, () -> new Selection(List.of("*".repeat(1001))));
  }

  @Test
  void selectionsOfTheSameGlobsAreEqual() {
    assertEquals(new Selection(List.of("*", "!a")), new Selection(List.of("*", "!a")));
    assertEquals(List.of("*", "!a"), new Selection(List.of("*", "!a")).globs());
  }

  private static void assertChooses(Predicate<String> wanted, String these, String others) {
    assertEquals(words(these).toList(), words(these).filter(wanted).toList());
    assertEquals(List.of(), words(others).filter(wanted).toList());
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.strip().split("\\s+")).filter(word -> !word.isEmpty());
  }
}
