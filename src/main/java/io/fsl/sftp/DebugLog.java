package io.fsl.sftp;

import net.schmizz.sshj.common.LoggerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * What sshj logs, all of it for debugging only: it logs every error that it throws, with a stack
 * trace, and takes the end of a connection for an error.
 */
final class DebugLog extends LegacyAbstractLogger {
  private final transient Logger log;

  private DebugLog(Logger log) {
    this.log = log;
    this.name = log.getName();
  }

  /** Makes such loggers for sshj. */
  static final class Factory implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
      return new DebugLog(org.slf4j.LoggerFactory.getLogger(name));
    }

    @Override
    public Logger getLogger(Class<?> owner) {
      return getLogger(owner.getName());
    }
  }

  @Override
  public boolean isTraceEnabled() {
    return log.isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return log.isDebugEnabled();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable error) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    if (level == Level.TRACE) {
      log.trace(message, error);
    } else {
      log.debug(message, error);
    }
  }
}
