package bench;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What else does the same, called as its users would who want it fast. */
final class Peers {
  static final String SFTP = "sftp";
  static final String LFTP = "lftp";
  static final String RCLONE = "rclone";
  static final String RSYNC = "rsync";
  static final String CP = "cp";
  static final String DU = "du";

  private static final Check INCOMING = Check.same("incoming");

  private Peers() {}

  static Contender sftp() {
    return new Contender(
        SFTP,
        run ->
            List.of(
                SFTP,
                "-q",
                "-r",
                "-F",
                run.server().clientConfig().toString(),
                Server.ALIAS + ":" + run.source(),
                run.path("incoming")),
        INCOMING);
  }

  static Contender lftp(int filesAtOnce) {
    return lftp(run -> "mirror -P %d %s incoming".formatted(filesAtOnce, run.source()));
  }

  /** One file in so many parts at once. */
  static Contender lftpInParts(int parts) {
    return lftp(
            run -> "pget -n %d -O incoming %s".formatted(parts, run.source().resolve(Tree.FIRST)))
        .preparedBy(run -> Files.createDirectory(run.folder().resolve("incoming")));
  }

  /** A command in the program's own language. */
  private interface Script {
    String of(Run run);
  }

  private static Contender lftp(Script script) {
    return new Contender(
        LFTP,
        run ->
            List.of(
                LFTP,
                "-c",
                "set cmd:fail-exit yes; set sftp:connect-program \"ssh -a -x -F %s\"; open -u %s,none sftp://%s; %s"
                    .formatted(
                        run.server().clientConfig(), Server.user(), Server.ALIAS, script.of(run))),
        INCOMING);
  }

  /** It asks the server for no hashes: fsl checks sizes and times as well. */
  static Contender rclone() {
    return new Contender(
        RCLONE,
        run ->
            List.of(
                RCLONE,
                "copy",
                "--config=",
                "--transfers=16",
                "--sftp-disable-hashcheck",
                "--sftp-host=" + run.server().link().address(),
                "--sftp-port=" + run.server().port(),
                "--sftp-user=" + Server.user(),
                "--sftp-key-file=" + run.server().key(),
                "--sftp-known-hosts-file=" + run.server().knownHosts(),
                ":sftp:" + run.source(),
                run.path("incoming")),
        INCOMING);
  }

  static Contender rsync() {
    return new Contender(
        RSYNC,
        run ->
            List.of(
                RSYNC,
                "-a",
                "-e",
                "ssh -F " + run.server().clientConfig(),
                Server.ALIAS + ":" + run.source() + "/",
                run.path("incoming")),
        INCOMING);
  }

  /** Once for each folder. */
  static Contender cp(String... folders) {
    return forEach(CP, "cp -r \"$0\" ", folders);
  }

  /** Once for each folder. */
  static Contender rsyncLocally(String... folders) {
    return forEach(RSYNC, "rsync -a \"$0\"/ ", folders);
  }

  private static Contender forEach(String name, String command, String... folders) {
    String script =
        Arrays.stream(folders).map(folder -> command + folder).collect(Collectors.joining(" && "));
    return new Contender(
        name, run -> List.of("sh", "-c", script, run.source().toString()), Check.same(folders));
  }

  static Contender du() {
    return new Contender(DU, run -> List.of(DU, "-sb", run.source().toString()), Check.size());
  }
}
