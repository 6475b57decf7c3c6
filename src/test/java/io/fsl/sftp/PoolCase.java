package io.fsl.sftp;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fsl.config.Credentials;
import io.fsl.config.HostKeyCheck;
import io.fsl.config.HostKeyPolicy;
import io.fsl.config.Password;
import io.fsl.config.Retry;
import io.fsl.config.Secret;
import io.fsl.config.Server;
import io.fsl.testing.MinaServer;
import io.fsl.testing.TcpProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Remotes of a server that is reached by a line which can be troubled. */
abstract class PoolCase {
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Without any answer; for the login there is more. */
  static final Duration BRIEF = Duration.ofSeconds(3);

  static final Duration LATENCY = Duration.ofMillis(4);
  static final long SECONDS = 60;

  /** More than a login takes. */
  static final int LOGIN_BYTES = 10_000;

  /** Of thirty kilobytes each: more than the one connection to a server that is far has open. */
  static final int MANY = 800;

  @TempDir Path folder;
  MinaServer mina;
  TcpProxy line;

  @BeforeEach
  void start() throws IOException {
    mina = MinaServer.start(folder);
    line = TcpProxy.to(mina.sshd().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    line.close();
    mina.close();
  }

  List<CompletableFuture<?>> reads(Remote remote, int count, int length) {
    List<CompletableFuture<?>> reads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reads.add(remote.read(path("file"), 0, length, bytes -> bytes.position(bytes.limit())));
    }
    return reads;
  }

  SshRemote connect(int connections, Duration timeout) throws IOException {
    return connect(connections, timeout, new Retry(3, Duration.ofMillis(10)));
  }

  SshRemote connect(int connections, Duration timeout, Retry retry) throws IOException {
    SshRemote remote = remote(connections, timeout, retry);
    remote.open(null);
    return remote;
  }

  SshRemote remote(int connections, Duration timeout, Retry retry) {
    SshConnector connector = new SshConnector(byLine(), TIMEOUT);
    PoolLimits limits = new PoolLimits(connections, retry, timeout);
    return SshRemote.of(connector, limits, null, new Chunks(), new ServerFaults());
  }

  Server byLine() {
    return new Server(
        "127.0.0.1",
        line.port(),
        MinaServer.USER,
        new Credentials(new Password.Literal(new Secret(MinaServer.PASSWORD)), List.of(), null),
        new HostKeyPolicy(List.of(), List.of(), HostKeyCheck.OFF));
  }

  static RemotePath path(String name) {
    return RemotePath.of("/" + name, StandardCharsets.UTF_8);
  }

  static <T> T get(CompletableFuture<T> answer) throws Exception {
    return answer.get(SECONDS, TimeUnit.SECONDS);
  }

  static void getAll(List<CompletableFuture<?>> answers) throws Exception {
    for (CompletableFuture<?> answer : answers) {
      get(answer);
    }
  }

  /** Whether they are answered or fail. */
  static void awaitEnds(List<CompletableFuture<?>> answers) throws Exception {
    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .handle((_, _) -> true)
        .get(SECONDS, TimeUnit.SECONDS);
  }

  static Throwable failure(CompletableFuture<?> answer) {
    return cause(assertThrows(ExecutionException.class, () -> get(answer)));
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException || cause instanceof ExecutionException) {
      cause = Objects.requireNonNull(cause.getCause());
    }
    return cause;
  }
}
