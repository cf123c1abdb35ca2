package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.reuse.KeptConnections;
import org.ngrokd.client.reuse.Reopening;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.RelayEnd;

/** A local service, the way there, and who is told how it fares. Any thread. */
final class Target {
  private final LocalAddress address;
  private final ServiceWay way;
  private final boolean isHttp;
  private final ServiceWatch watch;
  private final Optional<Checkup> checkup;
  private final Optional<KeptConnections> kept;
  private final AtomicBoolean toldToUseTls = new AtomicBoolean();

  /**
   * @param isHttp whether HTTP is what is spoken to it
   * @param checkup looks whether it is well; empty: nobody does
   */
  Target(Way way, boolean isHttp, ServiceWatch watch, Optional<Checkup> checkup) {
    this.address = way.address();
    this.way = way.way();
    this.kept = way.kept();
    this.isHttp = isHttp;
    this.watch = watch;
    this.checkup = checkup;
  }

  /**
   * How it is come to.
   *
   * @param kept connections that wait for the next visitor; empty: each visitor has one of its own
   */
  record Way(LocalAddress address, ServiceWay way, Optional<KeptConnections> kept) {}

  LocalAddress address() {
    return address;
  }

  /** Whether it is worth to be asked, as far as is known. */
  boolean isWell() {
    return checkup.isEmpty() || checkup.get().isWell();
  }

  /**
   * Connects for a visitor, or takes a connection that waits.
   *
   * @param replies what the visitor gets where that one is of no use, and there is no other
   * @return an end that is not started
   */
  Future<RelayEnd> open(Visit visit, OwnReplies replies, ConnectionLog log) {
    if (kept.isEmpty() || !visit.loop().inEventLoop()) {
      return connect(visit, log);
    }
    Optional<RelayEnd> waited = kept.get().next(visit.loop(), reopening(visit, replies, log));
    return waited.isPresent()
        ? visit.loop().newSucceededFuture(waited.get())
        : first(visit, log, kept.get());
  }

  private Future<RelayEnd> first(Visit visit, ConnectionLog log, KeptConnections all) {
    Promise<RelayEnd> first = visit.loop().newPromise();
    connect(visit, log)
        .addListener(
            (Future<RelayEnd> opened) -> {
              if (opened.isSuccess()) {
                first.setSuccess(all.first(opened.getNow(), visit.loop()));
              } else {
                first.setFailure(opened.cause());
              }
            });
    return first;
  }

  private Reopening reopening(Visit visit, OwnReplies replies, ConnectionLog log) {
    return new Reopening() {
      @Override
      public Future<RelayEnd> open() {
        return connect(visit, log);
      }

      @Override
      public void down(Throwable cause, Optional<RequestHead> request, Consumer<ByteBuf> reply) {
        replies.serviceDown(visit, failed(cause, log), request, reply);
      }
    };
  }

  private Future<RelayEnd> connect(Visit visit, ConnectionLog log) {
    return way.open(visit.loop(), visit.clientAddr(), log, watching(log))
        .addListener(
            opened -> {
              if (opened.isSuccess()) {
                watch.reached(address);
              }
            });
  }

  /** Told once for each service: a wrong address is wrong for all its visitors. */
  private @Nullable Runnable watching(ConnectionLog log) {
    return isHttp && !toldToUseTls.get()
        ? () -> {
          if (toldToUseTls.compareAndSet(false, true)) {
            log.warn("The local service {} speaks TLS: write https://{}", address, address);
          }
        }
        : null;
  }

  /** It could not be connected to: says so, and gives the reason. */
  String failed(Throwable cause, ConnectionLog log) {
    String reason =
        UntrustedServerException.messageIn(cause)
            .orElseGet(
                () ->
                    "The local service "
                        + address
                        + " does not answer: "
                        + Failures.oneLine(Failures.unwrapped(cause)));
    log.warn("{}", reason);
    if (isOfTheConnection(cause)) {
      watch.missed(address, cause);
    }
    return reason;
  }

  /** And not of TLS, which fails where something listens. */
  private static boolean isOfTheConnection(Throwable cause) {
    Throwable reason = Failures.unwrapped(cause);
    return reason instanceof IOException && !(reason instanceof SSLException);
  }
}
