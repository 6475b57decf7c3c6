package io.fsl.config;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code copy_to}. */
final class DestinationReader {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,40}");
  private static final BigInteger LAST = BigInteger.valueOf(0xffff_fffeL);

  private static final Form<String> OWNER =
      account("user", "/etc/passwd", UserPrincipalLookupService::lookupPrincipalByName);
  private static final Form<String> GROUP =
      account("group", "/etc/group", UserPrincipalLookupService::lookupPrincipalByGroupName);

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

  /** Looks a name up. */
  private interface Lookup {
    UserPrincipal find(UserPrincipalLookupService accounts, String name) throws IOException;
  }

  /**
   * @param kind what it is the name of
   * @param list where all of them are
   */
  private static Form<String> account(String kind, String list, Lookup lookup) {
    String expected = "expected the name or number of a " + kind;
    Form<String> text = Form.text(expected);
    return new Form<>(
        expected, text.placeholder(), name -> known(text.parse(name), kind, list, lookup));
  }

  /** The number after the last one, also written as -1, tells chown(2) to leave all as it is. */
  private static String known(String account, String kind, String list, Lookup lookup) {
    if (NUMBER.matcher(account).matches()) {
      BigInteger number = new BigInteger(account);
      if (number.signum() < 0 || number.compareTo(LAST) > 0) {
        throw new BadValue(Quoted.of(account) + " is not a number from 0 to " + LAST);
      }
    } else if (!isFound(account, lookup)) {
      throw new BadValue(
          "there is no " + kind + ' ' + Quoted.of(account),
          "expected a name in " + list + ", or a number");
    }
    return account;
  }

  /** Whether there is one of that name, or nobody can tell. */
  private static boolean isFound(String account, Lookup lookup) {
    try {
      UserPrincipal _ =
          lookup.find(FileSystems.getDefault().getUserPrincipalLookupService(), account);
      return true;
    } catch (UserPrincipalNotFoundException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
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
