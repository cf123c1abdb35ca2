package org.ngrokd.streams.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.TimeoutException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Says what a failed connection means: how loud its log line is and what the line says. */
public final class Failures {
  /** TLS alerts by which a client says that it does not accept the server's certificate. */
  private static final Set<String> CERTIFICATE_ALERTS =
      Set.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca");

  /** How native sockets begin what they say: {@code finishConnect(..) failed: }. */
  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^[A-Za-z]+\\(\\.\\.\\) failed(?: with error\\(-?[0-9]+\\))?: ");

  /** How an exception without words of its own begins what its cause says. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("^(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*(?:: |$)");

  private Failures() {}

  /**
   * What a failure means.
   *
   * @param trace the failure itself when it is a fault of ours, to be logged with its stack
   */
  public record Meaning(Kind kind, Level level, String text, @Nullable Throwable trace) {}

  /** What kinds of failures there are, as far as they are told apart. */
  public enum Kind {
    NOT_TLS,
    TLS_FAILED,
    LOST,
    TIMED_OUT,
    RULE_BROKEN,
    /** Something that this program knows more about. */
    EXPLAINED,
    /** A fault of ours. */
    BUG
  }

  /**
   * Sorts a failure: a peer that went away is DEBUG, silence and foreign TLS are INFO, a broken
   * rule is WARN, anything else is a bug.
   */
  public static Meaning meaning(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof NotSslRecordException) {
      return new Meaning(
          Kind.NOT_TLS, Level.INFO, "Not TLS: the peer speaks another protocol", null);
    }
    if (cause instanceof SSLException) {
      return new Meaning(Kind.TLS_FAILED, Level.INFO, "TLS failed: " + oneLine(cause), null);
    }
    if (cause instanceof IOException || cause instanceof ClosedChannelException) {
      return new Meaning(Kind.LOST, Level.DEBUG, "Connection lost: " + oneLine(cause), null);
    }
    if (cause instanceof TimeoutException) {
      return new Meaning(Kind.TIMED_OUT, Level.INFO, "Timed out", null);
    }
    if (cause instanceof ProtocolException) {
      return new Meaning(Kind.RULE_BROKEN, Level.WARN, oneLine(cause), null);
    }
    return new Meaning(Kind.BUG, Level.ERROR, "Unexpected failure: " + cause, cause);
  }

  /** The failure below the wrappers that decoders put around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof DecoderException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** True when a TLS alert of the peer says that it does not accept our certificate. */
  public static boolean refusedOurCertificate(Throwable failure) {
    if (!(unwrapped(failure) instanceof SSLException tls) || tls.getMessage() == null) {
      return false;
    }
    String message = tls.getMessage().toLowerCase(Locale.ROOT).replace(' ', '_');
    return message.contains("alert") && CERTIFICATE_ALERTS.stream().anyMatch(message::contains);
  }

  /** The failure's message on one line, or what its kind means; never the name of a class. */
  public static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    String words = CLASS_NAME.matcher(line).replaceFirst("");
    String reason = SYSTEM_CALL.matcher(words).replaceFirst("");
    return reason.isEmpty() ? kind(failure) : reason;
  }

  private static String kind(Throwable failure) {
    if (failure instanceof ClosedChannelException || failure instanceof EOFException) {
      return "the connection was closed";
    }
    if (failure instanceof TimeoutException
        || failure instanceof java.util.concurrent.TimeoutException
        || failure instanceof InterruptedIOException) {
      return "it took too long";
    }
    return failure instanceof IOException ? "it could not be read or written" : "no reason given";
  }
}
