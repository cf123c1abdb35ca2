package org.ngrokd.server.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.tls.ShownNames;
import org.ngrokd.streams.net.FailureHandler.Explanation;
import org.ngrokd.streams.net.Failures;
import org.slf4j.event.Level;

/**
 * Finds out of a failed connection whether its peer has refused our certificate. Not every peer
 * says what it does not like: some hang up, and OpenSSL's alert in TLS 1.3 is not encrypted as we
 * expect it to be. So whatever a peer does wrong between our certificate and the end of its
 * handshake is taken for a refusal; only saying nothing is none.
 *
 * <p>One for each connection, confined to its event loop. Protocol: §11 "The mistake everybody
 * makes".
 */
final class RefusedCertificate {
  private static final int MOST_NAMES = 20;

  private final Level level;
  private final String who;
  private final String advice;
  private List<String> names = List.of();
  private @Nullable CertificateSent sent;
  private boolean isSilent;

  private RefusedCertificate(Level level, String who, String advice) {
    this.level = level;
    this.who = who;
    this.advice = advice;
  }

  /** A tunnel client, whose user can do something about it. */
  static RefusedCertificate byClient() {
    return new RefusedCertificate(
        Level.WARN,
        "The client",
        "its server_addr must be one of them, and it must trust the certificate or the CA that"
            + " issued it");
  }

  /** A visitor: anybody. */
  static RefusedCertificate byVisitor() {
    return new RefusedCertificate(
        Level.INFO,
        "A visitor",
        "the host it came for must be one of them, and browsers trust public CAs only, as -acme"
            + " asks one");
  }

  /**
   * TLS begins.
   *
   * @param ctx of the handler whose place it takes
   */
  void watch(SslHandler tls, SslContext context, ChannelHandlerContext ctx) {
    names = ShownNames.in(context);
    sent = CertificateSent.before(tls, ctx);
  }

  /** The peer said nothing for so long that the connection is closed from here. */
  void peerIsSilent() {
    isSilent = true;
  }

  /** What a failure means; empty when it has nothing to do with our certificate. */
  Optional<Explanation> explain(Throwable failure) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    if (Failures.refusedOurCertificate(failure)) {
      return Optional.of(refused("refused"));
    }
    boolean isLikely = sent != null && sent.isLast() && !isSilent && isOfThePeer(failure);
    return isLikely ? Optional.of(refused("most likely refused")) : Optional.empty();
  }

  private Explanation refused(String did) {
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
    int more = names.size() - MOST_NAMES;
    return new Explanation(
        level,
        "%s %s our certificate (names: %s%s): %s"
            .formatted(who, did, shown, more > 0 ? " and " + more + " more" : "", advice));
  }

  private static boolean isOfThePeer(Throwable failure) {
    Throwable cause = Failures.unwrapped(failure);
    return cause instanceof IOException && !(cause instanceof SslHandshakeTimeoutException);
  }
}
