package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fsl.sftp.KnownHost.Kind;
import io.fsl.testing.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What known_hosts lines match, with ssh-keygen as the oracle. */
class KnownHostsTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHrxyVHJzzjIiMS0Bv4qF8lFNxx9VGmZEGuQvQmYFbeR";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # field                              | host               | port | matches
          host.example.com                     | host.example.com   | 22   | true
          host.example.com                     | HOST.Example.com   | 22   | true
          Host.Example.COM                     | host.example.com   | 22   | true
          host.example.com                     | host.example.com   | 2222 | false
          [host.example.com]:2222              | host.example.com   | 2222 | true
          [host.example.com]:2222              | host.example.com   | 22   | false
          [host.example.com]:2222              | host.example.com   | 2223 | false
          [host.example.com]:22                | host.example.com   | 22   | false
          other,host.example.com               | host.example.com   | 22   | true
          host.example.com,192.0.2.1           | 192.0.2.1          | 22   | true
          host                                 | host.example.com   | 22   | false
          *.example.com                        | a.example.com      | 22   | true
          *.example.com                        | a.b.example.com    | 22   | true
          *.example.com                        | example.com        | 22   | false
          *.example.com                        | a.example.com      | 2222 | false
          [*.example.com]:2222                 | a.example.com      | 2222 | true
          [*.example.com]:*                    | a.example.com      | 2222 | true
          host?.example.com                    | host1.example.com  | 22   | true
          host?.example.com                    | host.example.com   | 22   | false
          host?.example.com                    | host12.example.com | 22   | false
          *                                    | anything           | 22   | true
          *                                    | anything           | 2222 | true
          h*t*.e*e.*m                          | host.example.com   | 22   | true
          h*x*.com                             | host.example.com   | 22   | true
          h*q*.com                             | host.example.com   | 22   | false
          *.example.com,!evil.example.com      | evil.example.com   | 22   | false
          *.example.com,!evil.example.com      | good.example.com   | 22   | true
          !evil.example.com,*.example.com      | evil.example.com   | 22   | false
          !evil.example.com,*.example.com      | good.example.com   | 22   | true
          !evil.example.com                    | evil.example.com   | 22   | false
          !evil.example.com                    | good.example.com   | 22   | false
          *.example.com,!*.b.example.com       | a.b.example.com    | 22   | false
          evil.example.com,!*                  | evil.example.com   | 22   | false
          a.example.com,                       | a.example.com      | 22   | true
          2001:db8::1                          | 2001:db8::1        | 22   | true
          [2001:db8::1]:2222                   | 2001:db8::1        | 2222 | true
          a.b                                  | axb                | 22   | false
          [ab]c                                | ac                 | 22   | false
          """)
  void matchesAsSshDoes(String field, String host, int port, boolean matches) throws Exception {
    Path file = Files.writeString(folder.resolve("known_hosts"), field + " " + KEY + "\n");
    assertEquals(matches, sshKeygenFinds(file, host, port), "ssh-keygen");
    assertEquals(matches, finds(file, host, port), "fsl");
  }

  @ParameterizedTest
  @CsvSource({
    "host.example.com, 22, host.example.com, 22, true",
    "host.example.com, 22, host.example.com, 2222, false",
    "host.example.com, 2222, host.example.com, 2222, true",
    "host.example.com, 22, other.example.com, 22, false"
  })
  void matchesHashedNames(String listed, int listedPort, String host, int port, boolean matches)
      throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("known_hosts"), KnownHosts.name(listed, listedPort) + " " + KEY + "\n");
    Commands.run("ssh-keygen", "-q", "-H", "-f", file.toString());
    assertEquals("|1|", Files.readString(file).substring(0, 3));
    assertEquals(matches, sshKeygenFinds(file, host, port), "ssh-keygen");
    assertEquals(matches, finds(file, host, port), "fsl");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          host                                         ; 0
          host ssh-ed25519                             ; 0
          host ssh-ed25519 no*base64                   ; 0
          host ssh-ed25519 AAAA                        ; 0
          host ssh-rsa %B                              ; 0
          host 1024 35 1234567890                      ; 0
          @unknown host %K                             ; 0
          @revoked %K                                  ; 0
          |1|broken %K                                 ; 0
          |1|no*base64|no*base64 %K                    ; 0
          |1||AAAA %K                                  ; 0
          |2|AAAA|AAAA %K                              ; 0
          `#host %K`                                   ; 0
          `   # host %K`                               ; 0
          host %K                                      ; 1
          `  host   %K   a comment # and more `        ; 1
          host\\t%K                                     ; 1
          host %K\\r                                    ; 1
          @revoked host %K                             ; 1
          @cert-authority host %K                      ; 1
          """)
  void ignoresWhatIsMalformed(String line, int lines) throws Exception {
    String text =
        line.replace("%K", KEY)
            .replace("%B", KEY.substring(KEY.indexOf(' ') + 1))
            .replace("\\t", "\t")
            .replace("\\r", "\r");
    Path file = Files.writeString(folder.resolve("known_hosts"), text + "\n\nother " + KEY);
    assertEquals(lines, KnownHosts.read(List.of(file), "host", 22).lines().size());
    assertEquals(1, KnownHosts.read(List.of(file), "other", 22).lines().size());
  }

  @Test
  void severalFilesAreOneSet() throws Exception {
    Path first = Files.writeString(folder.resolve("first"), "host " + KEY + "\n");
    Path second = Files.writeString(folder.resolve("second"), "\n@revoked * " + KEY + "\n");
    Path missing = folder.resolve("missing");
    KnownHosts known = KnownHosts.read(List.of(missing, first, second), "host", 22);
    assertEquals(first + ":1", known.all(Kind.KEY).getFirst().place());
    assertEquals(second + ":2", known.all(Kind.REVOKED).getFirst().place());
  }

  private static boolean finds(Path file, String host, int port) throws Exception {
    return !KnownHosts.read(List.of(file), host, port).lines().isEmpty();
  }

  private static boolean sshKeygenFinds(Path file, String host, int port) {
    String name = port == 22 ? host : "[" + host + "]:" + port;
    return Commands.result("", "ssh-keygen", "-F", name, "-f", file.toString()).status() == 0;
  }
}
