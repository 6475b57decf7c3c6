package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fsl.sftp.RangeRead.Look;
import io.fsl.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;

/** The server's end of one channel, in memory: a test takes each request and gives each reply. */
final class ServerEnd implements AutoCloseable {
  /** Nanoseconds; the read-ahead is 2 MiB then, and 4 MiB with the other. */
  static final long FAST = 100_000;

  static final long SLOW = 20_000_000;
  static final int MAX_PACKET = 32 << 10;
  static final int LOCAL_WINDOW = 4 << 20;
  private static final int RECIPIENT = 42;
  private static final long PATIENCE_SECONDS = 20;

  final RequestQueue work = new RequestQueue();
  final Chunks chunks = new Chunks();
  final AtomicInteger deaths = new AtomicInteger();
  final AtomicInteger disconnects = new AtomicInteger();
  final List<Integer> packetLengths = new CopyOnWriteArrayList<>();
  final List<String> started = new ArrayList<>();
  SftpSubsystem session;

  /** Done before the session is started. */
  volatile Runnable beforeStart = () -> {};

  /** Whether the session is refused. */
  volatile boolean refuses;

  final SftpChannel channel;
  final SSHClient client;

  /** What the next packets meet on their way to the server, one by one. */
  final BlockingQueue<TransportException> faults = new LinkedBlockingQueue<>();

  /** Bytes of the window given back. */
  final AtomicInteger adjusted = new AtomicInteger();

  private final Config config = SshAlgorithms.config(new Pulse(Duration.ofSeconds(20)));
  private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
  private final AtomicLong probes = new AtomicLong();
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private final long remoteWindow;
  private final int maxPacket;

  /** Of the channel: whoever sent last. */
  private volatile Thread sender = Thread.currentThread();

  /** A request as it came: what follows its id. */
  record Request(int type, int id, ByteBuffer body) {
    /** The handle or path that comes first. */
    String name() {
      ByteBuffer from = body.duplicate();
      byte[] name = new byte[from.getInt()];
      from.get(name);
      return new String(name, StandardCharsets.UTF_8);
    }

    /** Of a READ. */
    long offset() {
      return body.getLong(body.limit() - 12);
    }

    /** Of a READ. */
    int length() {
      return body.getInt(body.limit() - 4);
    }
  }

  private ServerEnd(long remoteWindow, int maxPacket) throws IOException {
    this.remoteWindow = remoteWindow;
    this.maxPacket = maxPacket;
    Transport transport = proxy(Transport.class, this::transport);
    Connection connection =
        proxy(Connection.class, (method, arguments) -> connection(method, arguments, transport));
    client =
        new SSHClient(config) {
          @Override
          public void disconnect() {
            disconnects.incrementAndGet();
          }

          @Override
          public Connection getConnection() {
            return connection;
          }
        };
    channel = new SftpChannel(client, work, deaths::incrementAndGet);
    session = new SftpSubsystem(connection, channel);
    session.open();
  }

  /** A channel that has begun, on a fast link to a server that bears so many open files. */
  static ServerEnd begun(int openFiles) throws Exception {
    return begun(FAST, new ServerLimits(64 << 10, openFiles, 0));
  }

  static ServerEnd begun(long roundTrip, ServerLimits limits) throws Exception {
    return begun(roundTrip, limits, RateLimit.NONE);
  }

  static ServerEnd begun(long roundTrip, ServerLimits limits, RateLimit rate) throws Exception {
    return begun(roundTrip, limits, rate, new ReadAhead(Tuning.READ_AHEAD, Tuning.READ_AHEAD));
  }

  static ServerEnd begun(long roundTrip, ServerLimits limits, RateLimit rate, ReadAhead readAhead)
      throws Exception {
    ServerEnd end = opened(1 << 30);
    end.channel.greet(end.session);
    assertEquals(Sftp.INIT, end.next().type());
    end.channel.begin(rate, end.chunks, limits, roundTrip, readAhead);
    return end;
  }

  /** A channel where nothing was said yet, and which takes so many bytes of requests. */
  static ServerEnd opened(long remoteWindow) throws IOException {
    return opened(remoteWindow, MAX_PACKET);
  }

  static ServerEnd opened(long remoteWindow, int maxPacket) throws IOException {
    return new ServerEnd(remoteWindow, maxPacket);
  }

  /** What a stand-in answers to a method. */
  interface Answers {
    Object to(String method, Object[] arguments) throws Exception;
  }

  /** A stand-in for a part of sshj. */
  static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                isOfObject(method)
                    ? ofObject(self, method, arguments)
                    : answers.to(method.getName(), arguments)));
  }

  private static boolean isOfObject(Method method) {
    return method.getDeclaringClass() == Object.class;
  }

  private static Object ofObject(Object self, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "in memory";
    };
  }

  private Object connection(String method, Object[] arguments, Transport transport) {
    return switch (method) {
      case "attach" -> {
        session = (SftpSubsystem) arguments[0];
        yield null;
      }
      case "getTransport" -> transport;
      case "nextID" -> 1;
      case "getWindowSize" -> (long) LOCAL_WINDOW;
      case "getMaxPacketSize" -> MAX_PACKET;
      case "getTimeoutMs" -> 1000;
      case "forget" -> null;
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private Object transport(String method, Object[] arguments) throws Exception {
    return switch (method) {
      case "getConfig" -> config;
      case "getTimeoutMs" -> 1000;
      case "isRunning" -> true;
      case "write" -> taken(new SSHPacket((SSHPacket) arguments[0]));
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private long taken(SSHPacket packet) throws Exception {
    switch (packet.readMessageID()) {
      case CHANNEL_OPEN -> confirm();
      case CHANNEL_REQUEST -> {
        assertEquals(RECIPIENT, packet.readUInt32AsInt());
        started.add(packet.readString());
        assertTrue(packet.readBoolean());
        started.add(packet.readString());
        SftpSubsystem to = session;
        Thread.ofVirtual().start(() -> start(to)); // sshj waits for it from now on
      }
      case CHANNEL_DATA -> {
        TransportException fault = faults.poll();
        if (fault != null) {
          throw fault;
        }
        assertEquals(RECIPIENT, packet.readUInt32AsInt());
        requested(packet.readBytes());
      }
      case CHANNEL_WINDOW_ADJUST -> {
        assertEquals(RECIPIENT, packet.readUInt32AsInt());
        adjusted.addAndGet(packet.readUInt32AsInt());
      }
      default -> {
        return 0L; // how the channel ends
      }
    }
    return 0L;
  }

  private void start(SftpSubsystem to) {
    beforeStart.run();
    answered(to);
  }

  private void answered(SftpSubsystem to) {
    try {
      to.handle(refuses ? Message.CHANNEL_FAILURE : Message.CHANNEL_SUCCESS, new SSHPacket());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void confirm() throws IOException {
    SSHPacket confirmation =
        new SSHPacket().putUInt32FromInt(RECIPIENT).putUInt32(remoteWindow).putUInt32(maxPacket);
    session.handle(Message.CHANNEL_OPEN_CONFIRMATION, confirmation);
  }

  /** What comes in one packet is seen at once. */
  private synchronized void requested(byte[] bytes) {
    sender = Thread.currentThread();
    packetLengths.add(bytes.length);
    stream.writeBytes(bytes);
    ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
    List<Request> complete = new ArrayList<>();
    while (in.remaining() >= 4 && in.remaining() >= 4 + in.getInt(in.position())) {
      byte[] packet = new byte[in.getInt()];
      in.get(packet);
      ByteBuffer body = ByteBuffer.wrap(packet);
      int type = body.get() & 0xff;
      int id = body.getInt();
      complete.add(new Request(type, id, body.slice()));
    }
    stream.reset();
    stream.write(in.array(), in.position(), in.remaining());
    requests.addAll(complete);
    probes.addAndGet(complete.stream().filter(each -> each.type() == Sftp.FSTAT).count());
  }

  // --- requests

  /** Waits until the channel waits to be woken: one that has just sent something looks for more. */
  void awaitIdle() {
    Await.until("the sender to wait", () -> isWaitingForWork(sender.getStackTrace()));
  }

  private static boolean isWaitingForWork(StackTraceElement[] stack) {
    List<String> methods = Stream.of(stack).map(StackTraceElement::getMethodName).toList();
    return methods.indexOf("await") >= 0
        && methods.indexOf("await") == methods.indexOf("fillBatch") - 1;
  }

  /** The next request. */
  Request next() throws InterruptedException {
    Request request = requests.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(request, "a request");
    return request;
  }

  /** The next request, which is of that type. */
  Request next(int type) throws InterruptedException {
    Request request = next();
    assertEquals(type, request.type());
    return request;
  }

  /** Whether a request is there. */
  boolean asks() {
    return !requests.isEmpty();
  }

  /**
   * The requests that are there.
   *
   * @param patient whether to wait a moment for the first
   */
  List<Request> asked(boolean patient) throws InterruptedException {
    List<Request> all = new ArrayList<>();
    Request first = patient ? requests.poll(5, TimeUnit.MILLISECONDS) : requests.poll();
    if (first != null) {
      all.add(first);
      requests.drainTo(all);
    }
    return all;
  }

  /** Answers the requests of that type that are there. */
  void answerAll(int type, Consumer<Request> answer) {
    List<Request> all = new ArrayList<>();
    requests.drainTo(all);
    for (Request request : all) {
      assertEquals(type, request.type());
      answer.accept(request);
    }
  }

  /** The next requests, all of that type. */
  List<Request> next(int type, int count) throws InterruptedException {
    List<Request> all = new ArrayList<>();
    while (all.size() < count) {
      all.add(next(type));
    }
    return all;
  }

  /** The next READs, which come once the sink has what came before. */
  List<Request> nextOnceWritten(int count) {
    List<Request> reads = new ArrayList<>();
    Await.until(
        "requests",
        () -> {
          probe();
          Request request = requests.remove();
          while (request.type() == Sftp.READ) {
            reads.add(request);
            request = requests.remove();
          }
          answerProbe(request);
          requests.drainTo(reads);
          return reads.size() >= count;
        });
    assertEquals(count, reads.size());
    return reads;
  }

  /** Nothing else is asked now, even when the channel looks for work: but for this one request. */
  void assertNothingAsked() {
    probe();
    Request request = requests.remove();
    assertNull(requests.peek(), "a request that should not have come");
    answerProbe(request);
    assertNull(requests.peek(), "a request that should not have come");
  }

  /**
   * Makes the channel look for work: in the packet with this request, or before, is what it finds.
   */
  private void probe() {
    long before = probes.get();
    Call<Integer> probe =
        new Call<>(Sftp.FSTAT, () -> "probe", out -> out.string(new byte[0]), (type, _) -> type);
    channel.submit(probe);
    Await.until("the probe", () -> probes.get() > before || probe.future().isDone());
    assertFalse(probe.future().isDone(), () -> "no probe: " + probe.future());
  }

  private void answerProbe(Request request) {
    assertEquals(Sftp.FSTAT, request.type(), "a request that should not have come");
    reply(Sftp.ATTRS, new Wire().uint32(request.id()).uint32(0));
  }

  /** Asks for a range of a file, as a remote does. */
  RangeRead read(String path, long offset, long length, Remote.Sink sink) {
    return read(path, offset, length, sink, Look.NONE);
  }

  /** Asks for a range of a file that is looked at afterwards. */
  RangeRead read(String path, long offset, long length, Remote.Sink sink, Look look) {
    RangeRead range =
        new RangeRead(RemotePath.of(path, StandardCharsets.UTF_8), offset, length, sink, look);
    work.add(range);
    channel.wake();
    return range;
  }

  // --- replies

  void reply(int type, Wire body) {
    receive(new Wire().packet(type, body).bytes());
  }

  /** Bytes from the server, in packets that are not too long. */
  void receive(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += MAX_PACKET) {
      int length = Math.min(MAX_PACKET, bytes.length - at);
      receive(new SSHPacket().putBytes(bytes, at, length));
    }
  }

  void receive(SSHPacket packet) {
    try {
      session.handle(Message.CHANNEL_DATA, packet);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the session writes to its standard error. */
  void receiveOther(byte[] bytes) throws IOException {
    session.handle(Message.CHANNEL_EXTENDED_DATA, new SSHPacket().putUInt32(1).putBytes(bytes));
  }

  void handle(Request to, String handle) {
    reply(Sftp.HANDLE, new Wire().uint32(to.id()).string(handle));
  }

  void status(Request to, int status) {
    reply(Sftp.STATUS, new Wire().uint32(to.id()).uint32(status).string("").string(""));
  }

  /** As many bytes of a file as a READ asks for. */
  void data(Request to, byte[] file) {
    data(to, file, to.length());
  }

  /** So many bytes of a file, from where a READ asks for them. */
  void data(Request to, byte[] file, int length) {
    Buffer.PlainBuffer body = new Buffer.PlainBuffer();
    body.putUInt32(9L + length).putByte((byte) Sftp.DATA).putUInt32FromInt(to.id());
    body.putString(file, (int) to.offset(), length);
    receive(body.getCompactData());
  }

  @Override
  public void close() {
    channel.ended(new IOException("the test is over"));
  }
}
