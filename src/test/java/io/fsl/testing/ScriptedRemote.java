package io.fsl.testing;

import io.fsl.sftp.Attributes;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.Entry;
import io.fsl.sftp.Remote;
import io.fsl.sftp.RemotePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that does first what was scripted for a request, such as {@code stat /out/x}, and then
 * what a server does. Scripted turns are taken one by one, in order.
 */
public final class ScriptedRemote implements Remote {
  private final Remote server;
  private final Map<String, Attributes> behind = new ConcurrentHashMap<>();
  private final Map<String, Deque<Turn>> script = new HashMap<>();
  private final Map<String, List<Entry>> entries = new HashMap<>();
  private final Map<String, Integer> breaks = new ConcurrentHashMap<>();
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new ArrayList<>();
  private int lanes = 1;

  /** What happens instead of an answer of the server; null: nothing, the server answers. */
  private interface Turn {
    @Nullable Attributes take() throws IOException;
  }

  public ScriptedRemote(Remote server) {
    this.server = server;
  }

  /** The next such request fails. */
  public ScriptedRemote fails(String request, IOException failure) {
    return turn(
        request,
        () -> {
          throw failure;
        });
  }

  /** Before the next such request, something happens on the server. */
  public ScriptedRemote before(String request, Runnable event) {
    return turn(
        request,
        () -> {
          event.run();
          return null;
        });
  }

  /** The next STAT of a path says this. */
  public ScriptedRemote shows(String path, Attributes attributes) {
    return turn("stat " + path, () -> attributes);
  }

  /** The connection breaks when the next such request is done. */
  public ScriptedRemote losesAnswer(String request) {
    unanswered.add(request);
    return this;
  }

  /** The connection breaks in the next read of a path, after so many bytes. */
  public ScriptedRemote breaksAfter(String path, int bytes) {
    breaks.put(path, bytes);
    return this;
  }

  /** A folder has this entry as well, which the server itself does not know. */
  public ScriptedRemote lists(String folder, Entry entry) {
    entries.computeIfAbsent(folder, f -> new ArrayList<>()).add(entry);
    return this;
  }

  public ScriptedRemote lanes(int count) {
    lanes = count;
    return this;
  }

  /** All requests so far. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private synchronized ScriptedRemote turn(String request, Turn turn) {
    script.computeIfAbsent(request, r -> new ArrayDeque<>()).add(turn);
    return this;
  }

  private @Nullable Attributes scripted(String request) throws IOException {
    Turn turn = next(request);
    return turn == null ? null : turn.take();
  }

  private synchronized @Nullable Turn next(String request) {
    requests.add(request);
    Deque<Turn> turns = script.get(request);
    return turns == null ? null : turns.poll();
  }

  private <T extends @Nullable Object> CompletableFuture<T> unlessFailed(
      String request, Supplier<CompletableFuture<T>> otherwise) {
    try {
      scripted(request);
      CompletableFuture<T> answer = otherwise.get();
      return unanswered.remove(request)
          ? answer.thenCompose(done -> CompletableFuture.failedFuture(broken()))
          : answer;
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Attributes> attributes(
      String request, Supplier<CompletableFuture<Attributes>> otherwise) {
    try {
      Attributes shown = scripted(request);
      return shown == null ? otherwise.get() : CompletableFuture.completedFuture(shown);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public int lanes() {
    return lanes;
  }

  @Override
  public int files() {
    return server.files();
  }

  @Override
  public void list(RemotePath folder, Consumer<Entry> each) throws IOException {
    entries.getOrDefault(text(folder), List.of()).forEach(each);
    scripted("list " + text(folder));
    server.list(folder, each);
    scripted("end of list " + text(folder));
  }

  @Override
  public synchronized boolean listSoon(RemotePath folder) {
    requests.add("list soon " + text(folder));
    return true;
  }

  @Override
  public CompletableFuture<Attributes> stat(RemotePath path) {
    return attributes("stat " + text(path), () -> server.stat(path));
  }

  @Override
  public CompletableFuture<Attributes> statLink(RemotePath path) {
    return attributes("statLink " + text(path), () -> server.statLink(path));
  }

  @Override
  public CompletableFuture<Attributes> statOpened(RemotePath path) {
    return attributes("statOpened " + text(path), () -> server.statOpened(path));
  }

  @Override
  public CompletableFuture<RemotePath> realPath(RemotePath path) {
    return unlessFailed("realPath " + text(path), () -> server.realPath(path));
  }

  @Override
  public CompletableFuture<@Nullable Attributes> read(
      RemotePath path, long offset, long length, Sink sink) {
    String request = "read %s %d %d".formatted(text(path), offset, length);
    return this.<@Nullable Attributes>unlessFailed(
            request, () -> server.read(path, offset, length, breaking(path, sink)))
        .thenApply(opened -> behind.getOrDefault(request, opened));
  }

  private static ConnectionLostException broken() {
    return new ConnectionLostException("the connection broke");
  }

  private Sink breaking(RemotePath path, Sink sink) {
    Integer after = breaks.remove(text(path));
    AtomicInteger left = new AtomicInteger(after == null ? Integer.MAX_VALUE : after);
    return bytes -> {
      if (left.addAndGet(-bytes.remaining()) < 0) {
        throw broken();
      }
      sink.write(bytes);
    };
  }

  @Override
  public CompletableFuture<@Nullable Attributes> readWhole(
      RemotePath path, long length, Sink sink) {
    return read(path, 0, length, sink).thenApply(done -> behind.get(text(path)));
  }

  /**
   * Shows a file behind its last byte.
   *
   * @param what the path of a file that is read whole, or the request that reads a range
   */
  public void showsBehind(String what, Attributes attributes) {
    behind.put(what, attributes);
  }

  @Override
  public CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath to) {
    return unlessFailed("rename " + text(from), () -> server.rename(from, to));
  }

  /** Scripted as a rename is. */
  @Override
  public CompletableFuture<Boolean> replace(RemotePath from, RemotePath to) {
    return unlessFailed("rename " + text(from), () -> server.replace(from, to));
  }

  @Override
  public CompletableFuture<@Nullable Void> remove(RemotePath path) {
    return unlessFailed("remove " + text(path), () -> server.remove(path));
  }

  @Override
  public CompletableFuture<@Nullable Void> makeFolder(RemotePath path) {
    return unlessFailed("makeFolder " + text(path), () -> server.makeFolder(path));
  }

  @Override
  public void close() {
    server.close();
  }

  private static String text(RemotePath path) {
    return new String(path.bytes(), StandardCharsets.UTF_8);
  }
}
