package org.ngrokd.client.service;

import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.streams.net.Failures;

/**
 * Says when a local service is not there, and when it is there again, once each. Visitors find that
 * out: a connection of our own, only to look, would be the one and only that some programs take
 * ({@code nc -l}), and a line in the log of others.
 *
 * <p>Safe from any thread.
 */
public final class ServiceWatch {
  private final Consumer<String> told;
  private final Map<LocalAddress, Watched> services = new ConcurrentHashMap<>();

  /**
   * @param told gets a line for people; from any thread
   */
  public ServiceWatch(Consumer<String> told) {
    this.told = told;
  }

  /** One service. What changes is under its lock, held briefly. */
  private final class Watched {
    private final LocalAddress address;
    private final boolean isHttp;
    private boolean isMissing;

    Watched(LocalAddress address, boolean isHttp) {
      this.address = address;
      this.isHttp = isHttp;
    }

    synchronized void isThere() {
      if (isMissing) {
        isMissing = false;
        told.accept(name(address) + " is listening now");
      }
    }

    synchronized void isMissing(Throwable cause) {
      if (!isMissing) {
        isMissing = true;
        told.accept(missing(cause));
      }
    }

    private String missing(Throwable cause) {
      Throwable reason = Failures.unwrapped(cause);
      return name(address)
          + (reason instanceof ConnectException
              ? " is not listening"
              : " does not answer (" + Failures.oneLine(reason) + ")")
          + (isHttp
              ? ": visitors get a 502 until it does"
              : ": visitors are turned away until it does");
    }
  }

  /** A bare port is what the user wrote, and is easier to find. */
  private static String name(LocalAddress address) {
    return address instanceof LocalAddress.Tcp tcp && tcp.isAnyLoopback()
        ? String.valueOf(tcp.address().port())
        : address.toString();
  }

  /** Looks for a service from now on. */
  void add(LocalAddress address, boolean isHttp) {
    services.putIfAbsent(address, new Watched(address, isHttp));
  }

  /** A service is of no interest any more. */
  void remove(LocalAddress address) {
    services.remove(address);
  }

  /** A visitor did not get through. */
  void missed(LocalAddress address, Throwable cause) {
    Watched watched = services.get(address);
    if (watched != null) {
      watched.isMissing(cause);
    }
  }

  /** A visitor got through. */
  void reached(LocalAddress address) {
    Watched watched = services.get(address);
    if (watched != null) {
      watched.isThere();
    }
  }
}
