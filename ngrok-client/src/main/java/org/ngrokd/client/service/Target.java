package org.ngrokd.client.service;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.trust.UntrustedServerException;
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
  private final AtomicBoolean toldToUseTls = new AtomicBoolean();

  /**
   * @param isHttp whether HTTP is what is spoken to it
   * @param checkup looks whether it is well; empty: nobody does
   */
  Target(
      LocalAddress address,
      ServiceWay way,
      boolean isHttp,
      ServiceWatch watch,
      Optional<Checkup> checkup) {
    this.address = address;
    this.way = way;
    this.isHttp = isHttp;
    this.watch = watch;
    this.checkup = checkup;
  }

  LocalAddress address() {
    return address;
  }

  /** Whether it is worth to be asked, as far as is known. */
  boolean isWell() {
    return checkup.isEmpty() || checkup.get().isWell();
  }

  /** Connects for a visitor; gives an end that is not started. */
  Future<RelayEnd> open(Visit visit, ConnectionLog log) {
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
