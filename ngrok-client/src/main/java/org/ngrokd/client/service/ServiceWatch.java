package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.protocol.net.Failures;

/**
 * Says when a local service is not there, and when it is there again, once each. A service is
 * looked for at the start and while it is missing; that it goes is noticed by the next visitor.
 *
 * <p>Safe from any thread.
 */
public final class ServiceWatch {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Supplier<EventLoop> loops;
  private final Consumer<String> told;
  private final Map<LocalAddress, Watched> services = new ConcurrentHashMap<>();

  /**
   * @param loops where services are looked for
   * @param told gets a line for people; from any thread
   */
  public ServiceWatch(Supplier<EventLoop> loops, Consumer<String> told) {
    this.loops = loops;
    this.told = told;
  }

  /** One service. What changes is under its lock, held briefly. */
  private final class Watched {
    private final LocalAddress address;
    private final boolean isHttp;
    private final Function<EventLoop, Future<Void>> knock;
    private boolean isMissing;

    Watched(LocalAddress address, boolean isHttp, Function<EventLoop, Future<Void>> knock) {
      this.address = address;
      this.isHttp = isHttp;
      this.knock = knock;
    }

    void look() {
      EventLoop loop = loops.get();
      knock
          .apply(loop)
          .addListener(
              (Future<Void> knocked) -> {
                if (knocked.isSuccess()) {
                  isThere();
                } else {
                  isMissing(knocked.cause());
                  lookAgain(loop);
                }
              });
    }

    private void lookAgain(EventLoop loop) {
      if (equals(services.get(address)) && !loop.isShuttingDown()) {
        loop.schedule(this::look, PAUSE.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
      }
    }

    synchronized void isThere() {
      if (isMissing) {
        isMissing = false;
        told.accept(name(address) + " is listening now");
      }
    }

    /** Whether that is new. */
    synchronized boolean isMissing(Throwable cause) {
      boolean isNew = !isMissing;
      isMissing = true;
      if (isNew) {
        told.accept(missing(cause));
      }
      return isNew;
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
  void add(LocalAddress address, boolean isHttp, Function<EventLoop, Future<Void>> knock) {
    Watched watched = new Watched(address, isHttp, knock);
    if (services.putIfAbsent(address, watched) == null) {
      watched.look();
    }
  }

  /** A service is of no interest any more. */
  void remove(LocalAddress address) {
    services.remove(address);
  }

  /** A visitor did not get through. */
  void missed(LocalAddress address, Throwable cause) {
    Watched watched = services.get(address);
    if (watched != null && watched.isMissing(cause)) {
      watched.lookAgain(loops.get());
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
