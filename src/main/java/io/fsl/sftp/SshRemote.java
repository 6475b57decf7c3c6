package io.fsl.sftp;

import io.fsl.config.ByteSize;
import io.fsl.sftp.RangeRead.Look;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server reached by SSH: our own codec of SFTP version 3 on sshj's transport. */
public final class SshRemote implements Remote {
  /** A listing that was begun earlier shows files that have changed since: it is begun anew. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final RequestQueue queue = new RequestQueue();
  private final ChannelPool pool;

  /** Whether the server can {@link #replace}. */
  private volatile boolean replaces;

  /** Listings begun before they were asked for. */
  private final Map<RemotePath, FolderListing> ahead = new ConcurrentHashMap<>();

  /** The folder that the first session begins with; null: none, or it has. */
  private final AtomicReference<@Nullable RemotePath> first = new AtomicReference<>();

  private SshRemote(
      SshConnector connector,
      RateLimit rate,
      Chunks chunks,
      PoolLimits limits,
      ServerFaults faults) {
    ChannelFactory factory =
        new ChannelFactory(connector, queue, rate, chunks, limits, faults, this::listFirst);
    this.pool = new ChannelPool(factory, queue, limits);
  }

  /**
   * A server that is not connected yet: see {@link #open}.
   *
   * @param rateLimit bytes per second over all connections; null: none
   * @param chunks buffers, shared with other remotes
   * @param faults of servers, shared with other remotes, earlier ones too
   */
  public static SshRemote of(
      SshConnector connector,
      PoolLimits limits,
      @Nullable ByteSize rateLimit,
      Chunks chunks,
      ServerFaults faults) {
    RateLimit rate = rateLimit == null ? RateLimit.NONE : new RateLimit(rateLimit.bytes());
    return new SshRemote(connector, rate, chunks, limits, faults);
  }

  /**
   * Connects; nothing else may be asked before.
   *
   * @param folder whose listing is begun, to be taken as soon as that is done; null: none
   * @throws UnreachableException when no connection can be made
   * @throws AuthenticationException when host key or authentication fail
   */
  public void open(@Nullable RemotePath folder) throws IOException {
    first.set(folder);
    replaces = pool.open().limits().replaces();
  }

  private void listFirst(SftpChannel channel) {
    RemotePath folder = first.getAndSet(null);
    if (folder != null) {
      FolderListing listing = new FolderListing(channel, folder);
      listing.begin();
      ahead.put(folder, listing);
    }
  }

  @Override
  public int lanes() {
    return pool.lanes();
  }

  @Override
  public int files() {
    return pool.files();
  }

  @Override
  public void list(RemotePath folder, Consumer<Entry> each) throws IOException {
    FolderListing begun = ahead.remove(folder);
    if (begun == null || !listed(begun, each)) {
      new FolderListing(pool.any(), folder).forEach(each);
    }
  }

  /** False: what was begun is too old, or failed before it had any entry. */
  private static boolean listed(FolderListing begun, Consumer<Entry> each) throws IOException {
    if (begun.isOlderThan(FRESH)) {
      begun.abandon();
      return false;
    }
    try {
      begun.forEach(each);
      return true;
    } catch (ConnectionLostException | RemoteException e) {
      if (begun.hasHandedOn()) {
        throw e;
      }
      return false;
    }
  }

  @Override
  public boolean listSoon(RemotePath folder) {
    if (ahead.containsKey(folder)) {
      return true;
    }
    Optional<SftpChannel> channel = pool.alive();
    if (channel.isEmpty() || ahead.size() >= channel.get().limits().foldersAhead()) {
      return false;
    }
    FolderListing listing = new FolderListing(channel.get(), folder);
    listing.begin();
    ahead.put(folder, listing);
    return true;
  }

  @Override
  public CompletableFuture<Attributes> stat(RemotePath path) {
    return look(() -> Call.stat(path), pool.attempts());
  }

  @Override
  public CompletableFuture<Attributes> statLink(RemotePath path) {
    return look(() -> Call.lstat(path), pool.attempts());
  }

  @Override
  public CompletableFuture<RemotePath> realPath(RemotePath path) {
    return look(() -> Call.realPath(path), pool.attempts());
  }

  /** Sends what changes nothing on the server, and sends it again if the connection is lost. */
  private <T> CompletableFuture<T> look(Supplier<Call<T>> call, int left) {
    return submit(call.get())
        .exceptionallyCompose(failure ->
            failure instanceof ConnectionLostException && left > 0
                ? look(call, left - 1)
                : CompletableFuture.failedFuture(failure));
  }

  /** Waits for no connection, as it is asked for where replies come in. */
  @Override
  public CompletableFuture<Attributes> statOpened(RemotePath path) {
    Optional<SftpChannel> alive = pool.alive();
    return alive.isPresent() ? statOpened(alive.get(), path) : notOpened(path);
  }

  /** What waits in the queue, a STAT here, has the next connection made. */
  private CompletableFuture<Attributes> notOpened(RemotePath path) {
    IOException gone = pool.gone();
    if (gone == null) {
      var _ = submit(Call.stat(path));
      gone = new ConnectionLostException("open " + path + ": there is no connection");
    }
    return CompletableFuture.failedFuture(gone);
  }

  private static CompletableFuture<Attributes> statOpened(SftpChannel channel, RemotePath path) {
    Call<byte[]> open =
        new Call<>(
            Sftp.OPEN,
            () -> "open " + path,
            out -> out.string(path.raw()).uint32(Sftp.OPEN_FOR_READING).uint32(0),
            channel.handles()::opened);
    channel.submit(open);
    return open.future().thenCompose(handle -> statAndClose(channel, path, handle));
  }

  private static CompletableFuture<Attributes> statAndClose(
      SftpChannel channel, RemotePath path, byte[] handle) {
    Call<Attributes> stat = Call.fstat(path, handle);
    channel.submit(stat);
    channel.close(handle, path);
    return stat.future();
  }

  @Override
  public CompletableFuture<@Nullable Attributes> read(
      RemotePath path, long offset, long length, Sink sink) {
    return start(new RangeRead(path, offset, length, sink, Look.AT_OPENED));
  }

  @Override
  public CompletableFuture<@Nullable Attributes> readWhole(
      RemotePath path, long length, Sink sink) {
    return start(new RangeRead(path, 0, length, sink, Look.AT_PATH));
  }

  private CompletableFuture<@Nullable Attributes> start(RangeRead range) {
    queue.add(range);
    dispatch();
    return range.done.thenCompose(done -> range.shown());
  }

  @Override
  public CompletableFuture<@Nullable Void> rename(RemotePath from, RemotePath to) {
    return submit(
        Call.forStatus(
            Sftp.RENAME,
            () -> "rename " + from + " to " + to,
            out -> out.string(from.raw()).string(to.raw())));
  }

  @Override
  public CompletableFuture<Boolean> replace(RemotePath from, RemotePath to) {
    if (!replaces) {
      return CompletableFuture.completedFuture(false);
    }
    return submit(
            Call.forStatus(
                Sftp.EXTENDED,
                () -> "rename " + from + " to " + to,
                out ->
                    out.string(ServerLimits.REPLACE.getBytes(StandardCharsets.US_ASCII))
                        .string(from.raw())
                        .string(to.raw())))
        .thenApply(done -> true)
        .exceptionallyCompose(SshRemote::unlessUnsupported);
  }

  /**
   * False for a server that does not know the operation, as another connection may lead to another
   * server.
   */
  private static CompletableFuture<Boolean> unlessUnsupported(Throwable failure) {
    Throwable cause = Call.cause(failure);
    return cause instanceof RemoteException answer && answer.status() == Sftp.STATUS_UNSUPPORTED
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(cause);
  }

  @Override
  public CompletableFuture<@Nullable Void> remove(RemotePath path) {
    return submit(
        Call.forStatus(Sftp.REMOVE, () -> "remove " + path, out -> out.string(path.raw())));
  }

  @Override
  public CompletableFuture<@Nullable Void> makeFolder(RemotePath path) {
    return submit(
        Call.forStatus(
            Sftp.MKDIR, () -> "create folder " + path, out -> out.string(path.raw()).uint32(0)));
  }

  private <T extends @Nullable Object> CompletableFuture<T> submit(Call<T> call) {
    queue.add(call);
    dispatch();
    return call.future();
  }

  private void dispatch() {
    IOException gone = pool.gone();
    if (gone != null) {
      queue.fail(gone);
    } else {
      pool.wake();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
