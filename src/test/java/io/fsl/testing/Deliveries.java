package io.fsl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps books on files: which contents were offered to a place, and which came out there. No two
 * files may have the same contents. Thread-safe.
 */
public final class Deliveries {
  private final Map<String, Map<String, String>> offered = new TreeMap<>();
  private final Map<String, Map<String, List<String>>> taken = new TreeMap<>();
  private int serial;

  /** What became of the files of one place. */
  public record Account(int offered, int once, int lost, int duplicated, int partial) {
    private Account plus(Account other) {
      return new Account(
          offered + other.offered,
          once + other.once,
          lost + other.lost,
          duplicated + other.duplicated,
          partial + other.partial);
    }

    /** Whether every file came exactly once, byte for byte. */
    public boolean isExact() {
      return lost == 0 && duplicated == 0 && partial == 0 && once == offered;
    }

    private String row(String place) {
      return "%-22s %8d %15d %6d %11d %8d%n"
          .formatted(place, offered, once, lost, duplicated, partial);
    }
  }

  /** Each number once: for names and contents. */
  public synchronized int nextSerial() {
    return serial++;
  }

  /** A file that is to come to a place. */
  public synchronized void offer(String place, String name, byte[] content) {
    String before = offers(place).put(hash(content), name);
    if (before != null) {
      throw new IllegalArgumentException(name + " has the contents of " + before);
    }
  }

  /** A file that is not there any more. */
  public void take(String place, Path name, Path file) throws IOException {
    String hash = hash(Files.readAllBytes(file));
    synchronized (this) {
      taken
          .computeIfAbsent(place, p -> new TreeMap<>())
          .computeIfAbsent(hash, h -> new ArrayList<>())
          .add(name.toString());
    }
  }

  private Map<String, String> offers(String place) {
    return offered.computeIfAbsent(place, p -> new TreeMap<>());
  }

  /** How many files of a place did not come yet. */
  public synchronized long missing(String place) {
    Map<String, List<String>> came = taken.getOrDefault(place, Map.of());
    return offers(place).keySet().stream().filter(hash -> !came.containsKey(hash)).count();
  }

  /** How many files of all places did not come yet. */
  public synchronized long missing() {
    return List.copyOf(offered.keySet()).stream().mapToLong(this::missing).sum();
  }

  /** All places together. */
  public synchronized Account account() {
    return offered.keySet().stream()
        .map(this::account)
        .reduce(new Account(0, 0, 0, 0, 0), Account::plus);
  }

  private Account account(String place) {
    Map<String, List<String>> came = taken.getOrDefault(place, Map.of());
    int once = 0;
    int duplicated = 0;
    int partial = 0;
    for (Map.Entry<String, List<String>> each : came.entrySet()) {
      if (!offers(place).containsKey(each.getKey())) {
        partial += each.getValue().size();
      } else if (each.getValue().size() > 1) {
        duplicated++;
      } else {
        once++;
      }
    }
    return new Account(offers(place).size(), once, (int) missing(place), duplicated, partial);
  }

  /** What is wrong, file by file. */
  public synchronized String complaints() {
    StringBuilder text = new StringBuilder();
    for (String place : offered.keySet()) {
      Map<String, List<String>> came = taken.getOrDefault(place, Map.of());
      offers(place)
          .forEach((hash, name) -> {
            List<String> times = came.getOrDefault(hash, List.of());
            if (times.size() != 1) {
              text.append("%s: %s came as %s%n".formatted(place, name, times));
            }
          });
      came.forEach((hash, names) -> {
        if (!offers(place).containsKey(hash)) {
          text.append("%s: %s is not what was offered%n".formatted(place, names));
        }
      });
    }
    return text.toString();
  }

  /** The account of every place, for people. */
  public synchronized String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-22s %8s %15s %6s %11s %8s%n"
            .formatted("place", "offered", "delivered once", "lost", "duplicated", "partial"));
    offered.keySet().forEach(place -> text.append(account(place).row(place)));
    return text.append(account().row("all")).toString();
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
