package io.fsl.config;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code sftp_sources}. */
final class FetchSourceReader {
  private static final int PRIORITY = 1000;
  private static final int CONNECTIONS = 4;

  private static final Form<String> FOLDER = Form.text("expected a remote folder");
  private static final Form<Charset> CHARSET =
      new Form<>(
          "expected a character set such as UTF-8 or ISO-8859-1",
          StandardCharsets.UTF_8,
          FetchSourceReader::charset);

  private final LocalPaths paths;
  private final FolderOverlap folders;

  FetchSourceReader(LocalPaths paths, FolderOverlap folders) {
    this.paths = paths;
    this.folders = folders;
  }

  FetchSource read(String name, Section source) {
    boolean recursive = source.or("recursive", Form.yesOrNo(), false);
    Form<Path> incoming =
        folder(FolderOverlap.Use.FETCH, "local_incoming", name, source, recursive);
    Form<Path> archive =
        folder(FolderOverlap.Use.ARCHIVE, "local_archive", name, source, recursive);
    @Nullable Path archived = source.orNull("local_archive", archive);
    Server server = new ServerReader(paths).read(source);
    String folder = source.required("source", FOLDER);
    return new FetchSource(
        name,
        server,
        folder,
        SelectionReader.required(source, "files"),
        recursive,
        source.or("charset", CHARSET, StandardCharsets.UTF_8),
        source.required("local_incoming", incoming),
        archived,
        source.list("check_free_space", FreeSpaceForm.bound(paths)),
        source.or("priority", Form.whole(0, Integer.MAX_VALUE), PRIORITY),
        ReadinessReader.read(source),
        source.or("order_by", OrderForm.order(), Order.NONE),
        source.or("on_change", Form.oneOf(OnChange.class), OnChange.WAIT),
        AfterFetchReader.read(source, folder, recursive),
        source.or("connections", Form.whole(1, Integer.MAX_VALUE), CONNECTIONS),
        rateLimit(source));
  }

  private Form<Path> folder(
      FolderOverlap.Use use, String key, String name, Section source, boolean recursive) {
    return folders.adding(paths.form(), use, name, recursive, source.at(key));
  }

  /** As rclone and rsync have it, 0 is no limit. */
  private static @Nullable ByteSize rateLimit(Section source) {
    @Nullable ByteSize limit = source.orNull("rate_limit", Amounts.bytes());
    return limit == null || limit.bytes() == 0 ? null : limit;
  }

  /** Names are cut at slashes, so a slash must be the one byte that it is in ASCII. */
  private static Charset charset(String name) {
    Charset charset = supported(name);
    if (!charset.canEncode() || !Arrays.equals("/".getBytes(charset), new byte[] {'/'})) {
      throw new BadValue(Quoted.of(name) + " cannot be used for file names");
    }
    return charset;
  }

  private static Charset supported(String name) {
    try {
      return NameCharsets.of(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new BadValue(Quoted.of(name) + " is not supported");
    }
  }
}
