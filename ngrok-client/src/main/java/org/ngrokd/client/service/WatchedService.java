package org.ngrokd.client.service;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.function.Consumer;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.streams.net.Failures;

/**
 * Says when one local service is not there, and when it is there again, once each. Visitors find
 * that out, and looks at what the system lists as listening. Where the two disagree visitors know
 * better: what is passed on by a packet filter, as containers' ports may be, is not listed, and
 * what listens at IPv6 only may seem to listen at IPv4, too.
 *
 * <p>Safe from any thread; its lock is held briefly.
 */
final class WatchedService {
  /** One that was there has gone when it is missed this often in a row: restarts are quick. */
  private static final int GONE = 2;

  /** So many visitors may be refused by one that is listed as listening: it was being restarted. */
  private static final int RESTARTS = 1;

  private final LocalAddress address;
  private final boolean isHttp;
  private final Consumer<String> told;
  private boolean isMissing;
  private boolean isOnlySilent;
  private Listening last = Listening.UNKNOWN;
  private int missedLooks;
  private boolean wasSeen;
  private boolean contradicted;
  private int refusedThoughListed;
  private boolean isListWrong;

  /**
   * @param isHttp whether visitors get a page when it is not there
   * @param told gets a line for people
   */
  WatchedService(LocalAddress address, boolean isHttp, Consumer<String> told) {
    this.address = address;
    this.isHttp = isHttp;
    this.told = told;
  }

  LocalAddress address() {
    return address;
  }

  /** A visitor got through. */
  synchronized void reached() {
    contradicted |= last == Listening.NO;
    refusedThoughListed = 0;
    isThere();
  }

  /** A visitor did not get through. */
  synchronized void missed(Throwable cause) {
    Throwable reason = Failures.unwrapped(cause);
    boolean isRefused =
        reason instanceof ConnectException && !(reason instanceof ConnectTimeoutException);
    contradicted |= isRefused && last == Listening.YES;
    isMissing(
        isRefused,
        isRefused ? " is not listening" : " does not answer (" + Failures.oneLine(reason) + ")");
  }

  /** The system was asked, as it is from time to time. */
  synchronized void seen(Listening now) {
    boolean visitorsKnowBetter = contradicted && now == last;
    contradicted = false;
    last = now;
    if (visitorsKnowBetter) {
      isListWrong |= now == Listening.NO || ++refusedThoughListed > RESTARTS;
    }
    if (now == Listening.UNKNOWN || isListWrong) {
      return;
    }
    if (now == Listening.YES) {
      missedLooks = 0;
      wasSeen = true;
      if (!isOnlySilent && !visitorsKnowBetter) {
        isThere();
      }
    } else {
      missedLooks++;
      if (!wasSeen || missedLooks >= GONE) {
        isMissing(true, " is not listening");
      }
    }
  }

  private void isThere() {
    if (isMissing) {
      isMissing = false;
      told.accept(name(address) + " is listening now");
    }
  }

  private void isMissing(boolean isRefused, String how) {
    isOnlySilent = !isRefused;
    if (!isMissing) {
      isMissing = true;
      told.accept(
          name(address)
              + how
              + (isHttp
                  ? ": visitors get a 502 until it does"
                  : ": visitors are turned away until it does"));
    }
  }

  /** A bare port is what the user wrote, and is easier to find. */
  static String name(LocalAddress address) {
    return address instanceof LocalAddress.Tcp tcp && tcp.isAnyLoopback()
        ? String.valueOf(tcp.address().port())
        : address.toString();
  }
}
