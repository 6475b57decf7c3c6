package io.fsl.sftp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The first field of a known_hosts line (sshd(8)): a comma list of patterns with {@code *}, {@code
 * ?} and {@code !}, or the hash of one name.
 */
record HostPattern(String text) {
  /**
   * @param name lower case; {@code [host]:port} when the port is not 22
   */
  boolean matches(String name) {
    return text.startsWith("|") ? hashMatches(name) : listMatches(name);
  }

  /** A name that a negated pattern matches is not of this line, whatever the others say. */
  private boolean listMatches(String name) {
    return anyMatches("", name) && !excludes(name);
  }

  /** Whether a negated pattern matches a name. */
  boolean excludes(String name) {
    return anyMatches("!", name);
  }

  /**
   * @param sign what the patterns start with that count
   */
  private boolean anyMatches(String sign, String name) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split(",", -1))
        .filter(pattern -> pattern.startsWith(sign))
        .anyMatch(pattern -> wildcardMatches(pattern.substring(sign.length()), name));
  }

  /** {@code |1|salt|hash}, both base64: HMAC-SHA1 of the name under the salt. */
  private boolean hashMatches(String name) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != 4 || !parts[1].equals("1")) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
      byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
      return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
    } catch (IllegalArgumentException e) {
      return false; // not base64, or no salt: a malformed line matches nothing
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the whole text matches; {@code *} and {@code ?} are the only special characters. */
  static boolean wildcardMatches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
