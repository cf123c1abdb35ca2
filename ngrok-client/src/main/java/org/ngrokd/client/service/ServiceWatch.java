package org.ngrokd.client.service;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ngrokd.client.config.LocalAddress;

/**
 * Says when a local service is not there, and when it is there again, once each. Visitors find that
 * out, and for services on this computer looks at what listens here, where the system tells: a
 * connection of our own, only to look, would be the one and only that some programs take ({@code nc
 * -l}), and a line in the log of others.
 *
 * <p>Safe from any thread.
 */
public final class ServiceWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Consumer<String> told;
  private final Supplier<ListenTable> table;
  private final Map<LocalAddress, WatchedService> services = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * @param told gets a line for people; from any thread
   */
  public ServiceWatch(Consumer<String> told) {
    this(told, ListenTable::ofSystem);
  }

  ServiceWatch(Consumer<String> told, Supplier<ListenTable> table) {
    this.told = told;
    this.table = table;
  }

  /**
   * Looks now and from time to time.
   *
   * @param clock says when
   * @param files where the system's lists are read
   */
  public void start(EventExecutor clock, ExecutorService files) {
    try {
      files.execute(
          () -> {
            if (!stopped) {
              look();
              lookLater(clock, files);
            }
          });
    } catch (RejectedExecutionException e) {
      stop(); // the client ends
    }
  }

  private void lookLater(EventExecutor clock, ExecutorService files) {
    try {
      clock
          .schedule(() -> start(clock, files), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
          .addListener(done -> {});
    } catch (RejectedExecutionException e) {
      stop(); // the client ends
    }
  }

  /** Looks no more. */
  public void stop() {
    stopped = true;
  }

  /** Looks once. Blocks. */
  void look() {
    if (!services.isEmpty()) {
      ListenTable now = table.get();
      services.values().forEach(service -> service.seen(now.of(service.address())));
    }
  }

  /** Looks for a service from now on. */
  void add(LocalAddress address, boolean isHttp) {
    services.putIfAbsent(address, new WatchedService(address, isHttp, told));
  }

  /** A service is of no interest any more. */
  void remove(LocalAddress address) {
    services.remove(address);
  }

  /** A visitor did not get through. */
  void missed(LocalAddress address, Throwable cause) {
    WatchedService watched = services.get(address);
    if (watched != null) {
      watched.missed(cause);
    }
  }

  /** A visitor got through. */
  void reached(LocalAddress address) {
    WatchedService watched = services.get(address);
    if (watched != null) {
      watched.reached();
    }
  }
}
