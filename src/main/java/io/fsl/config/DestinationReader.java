package io.fsl.config;

import java.math.BigInteger;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code copy_to}. */
final class DestinationReader {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,40}");
  private static final BigInteger LAST = BigInteger.valueOf(0xffff_fffeL);

  private static final Form<String> OWNER = account("expected the name or number of a user");
  private static final Form<String> GROUP = account("expected the name or number of a group");

  private final LocalPaths paths;
  private final FolderOverlap folders;
  private final String source;
  private final boolean recursive;

  /**
   * @param source the name of the source that it belongs to
   * @param recursive whether that source is
   */
  DestinationReader(LocalPaths paths, FolderOverlap folders, String source, boolean recursive) {
    this.paths = paths;
    this.folders = folders;
    this.source = source;
    this.recursive = recursive;
  }

  Destination read(String name, Section destination) {
    @Nullable ByteSize quota = quota(destination);
    @Nullable Set<PosixFilePermission> mode = destination.orNull("mode", FileMode.form());
    @Nullable String owner = destination.orNull("owner", OWNER);
    @Nullable String group = destination.orNull("group", GROUP);
    return new Destination(
        name,
        dir(destination),
        quota,
        destination.or("on_full", Form.oneOf(OnFull.class), OnFull.WAIT),
        destination.or("on_conflict", Form.oneOf(OnConflict.class), OnConflict.REPLACE),
        mode,
        owner,
        group);
  }

  private static Form<String> account(String expected) {
    Form<String> text = Form.text(expected);
    return new Form<>(expected, text.placeholder(), name -> known(text.parse(name)));
  }

  /** The number after the last one, also written as -1, tells chown(2) to leave all as it is. */
  private static String known(String account) {
    if (NUMBER.matcher(account).matches()) {
      BigInteger number = new BigInteger(account);
      if (number.signum() < 0 || number.compareTo(LAST) > 0) {
        throw new BadValue(Quoted.of(account) + " is not a number from 0 to " + LAST);
      }
    }
    return account;
  }

  private Path dir(Section destination) {
    FolderOverlap.Use use = FolderOverlap.Use.DESTINATION;
    Position position = destination.at("dir");
    return destination.required(
        "dir", folders.adding(paths.form(), use, source, recursive, position));
  }

  private static @Nullable ByteSize quota(Section destination) {
    @Nullable ByteSize quota = destination.orNull("quota", Amounts.mebibytes());
    if (quota != null && quota.bytes() == 0) {
      destination.problem(
          "quota", "a quota of 0 has no room for any file", "expected more, or the key left out");
    }
    return quota;
  }
}
