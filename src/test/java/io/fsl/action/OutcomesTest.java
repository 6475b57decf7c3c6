package io.fsl.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fsl.sftp.AuthenticationException;
import io.fsl.sftp.ConnectionLostException;
import io.fsl.sftp.RemoteException;
import io.fsl.sftp.UnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What users are told of what went wrong. */
class OutcomesTest {
  private static final RemoteFile FILE = FetchSetup.listed("sub/x", 4);

  @TempDir Path folder;

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new ChangedException("it changed"), "Skipped it changed"),
        arguments(new WaitingException("taken"), "Skipped taken"),
        arguments(new RemoteException(2, "gone"), "Skipped it vanished before it was fetched"),
        arguments(new RemoteException(3, "denied"), "FILE denied"),
        arguments(new AuthenticationException("no"), "ACCESS no"),
        arguments(new UnreachableException("none"), "UNREACHABLE none"),
        arguments(new ConnectionLostException("lost"), "UNREACHABLE lost"),
        arguments(
            DiskFullException.orOther(Path.of("/x"), new IOException("No space left on device")),
            "SPACE /x: No space left on device"),
        arguments(new NoSuchFileException("/x"), "FILE /x: No such file or directory"),
        arguments(new FileSystemException("/x", null, "Is busy"), "FILE /x: Is busy"),
        arguments(new IOException(), "FILE java.io.IOException"),
        arguments(
            new IllegalStateException("bug"), "INTERNAL java.lang.IllegalStateException: bug"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatWentWrongIsAnOutcome(Throwable failure, String expected) {
    Outcome outcome = Outcomes.of(FILE, failure);
    assertEquals("feeds", outcome.source());
    assertEquals("sub/x", outcome.file());
    assertEquals(
        expected,
        switch (outcome) {
          case Outcome.Failed failed -> failed.trouble() + " " + failed.reason();
          case Outcome.Skipped skipped -> "Skipped " + skipped.reason();
          case Outcome.Done done -> "Done";
        });
  }

  @Test
  void onlyAFileThatTheServerDoesNotHaveIsGone() {
    assertTrue(Outcomes.isGone(new CompletionException(new RemoteException(2, "gone"))));
    assertFalse(Outcomes.isGone(new RemoteException(3, "denied")));
    assertFalse(Outcomes.isGone(new NoSuchFileException("x")));
  }

  @Test
  void whatIsBehindAFutureIsThrownAsItIs() {
    IOException cause = new IOException("why");
    assertSame(cause, Outcomes.exception(new CompletionException(cause)));
    UncheckedIOException ofLedger = new UncheckedIOException(cause);
    assertSame(cause, Outcomes.exception(new CompletionException(ofLedger)));
    RuntimeException bug = new IllegalStateException("bug");
    assertSame(bug, Outcomes.exception(new CompletionException(bug)).getCause());
    CompletionException empty = new CompletionException("alone", null);
    assertSame(empty, Outcomes.cause(empty));
  }

  @Test
  void aFailedWriteNamesItsPathOnce() {
    Path path = folder.resolve("x");
    IOException plain = DiskFullException.orOther(path, new IOException("Input/output error"));
    assertEquals(path + ": Input/output error", plain.getMessage());
    IOException named = new IOException(path + ": Input/output error");
    assertSame(named, DiskFullException.orOther(path, named));
    IOException silent = new IOException();
    assertSame(silent, DiskFullException.orOther(path, silent));
  }

  @Test
  void aFullDiskIsToldOnce() {
    Path path = folder.resolve("x");
    IOException quota = DiskFullException.orOther(path, new IOException("Disk quota exceeded"));
    assertInstanceOf(DiskFullException.class, quota);
    assertSame(quota, DiskFullException.orOther(path, quota));
    IOException other = new IOException("Kein Platz");
    Path full = Path.of("/proc/x");
    assertInstanceOf(DiskFullException.class, DiskFullException.orOther(full, other), "untold");
    Path missing = Path.of("/no/such/x");
    assertFalse(DiskFullException.orOther(missing, other) instanceof DiskFullException);
    assertFalse(DiskFullException.orOther(Path.of("/"), other) instanceof DiskFullException);
  }
}
