package org.ngrokd.client.service;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;

/**
 * Says when a local service is not there, and when it is there again, once each. Where a tunnel has
 * a check of its service, that says how it is ({@link Checkup}). Otherwise visitors find out, and
 * for services on this computer looks at what listens here, where the system tells: a connection of
 * our own, only to look, would be the one and only that some programs take ({@code nc -l}), and a
 * line in the log of others.
 *
 * <p>Safe from any thread.
 */
public final class ServiceWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Consumer<String> told;
  private final Supplier<ListenTable> table;
  private final Map<LocalAddress, WatchedService> services = new ConcurrentHashMap<>();
  private final Map<Checked, Checkup> checkups = new ConcurrentHashMap<>();
  private final Set<Consumer<TunnelConfig>> listeners = ConcurrentHashMap.newKeySet();
  private volatile @Nullable EventLoop clock;
  private volatile boolean stopped;

  /** A service of a tunnel that is looked at. */
  private record Checked(TunnelConfig tunnel, LocalAddress address, boolean isHttp) {}

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
  public void start(EventLoop clock, ExecutorService files) {
    this.clock = clock;
    checkups.values().forEach(each -> each.start(clock));
    lookOn(clock, files);
  }

  private void lookOn(EventExecutor clock, ExecutorService files) {
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
          .schedule(() -> lookOn(clock, files), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)
          .addListener(done -> {});
    } catch (RejectedExecutionException e) {
      stop(); // the client ends
    }
  }

  /** Looks no more. */
  public void stop() {
    stopped = true;
    checkups.values().forEach(Checkup::stop);
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
    services.putIfAbsent(
        address, new WatchedService(address, isHttp, line -> tellUnlessChecked(address, line)));
  }

  /** How it is said by who looks at it properly. */
  private void tellUnlessChecked(LocalAddress address, String line) {
    if (checkups.keySet().stream().noneMatch(each -> each.address().equals(address))) {
      told.accept(line);
    }
  }

  /**
   * Looks whether a tunnel's service is well, from now on.
   *
   * @param isHttp whether visitors get a page when it is not
   */
  Checkup check(TunnelConfig tunnel, LocalAddress address, boolean isHttp, Checkup.Probe probe) {
    Checked checked = new Checked(tunnel, address, isHttp);
    Duration interval =
        tunnel
            .options()
            .upstream()
            .options()
            .health()
            .map(HealthCheck::interval)
            .orElse(HealthCheck.INTERVAL);
    Checkup made =
        new Checkup(probe, interval, (isWell, reason) -> changed(checked, isWell, reason));
    Checkup known = checkups.putIfAbsent(checked, made);
    EventLoop running = clock;
    if (known == null && running != null) {
      made.start(running);
    }
    return known == null ? made : known;
  }

  private void changed(Checked checked, boolean isWell, String reason) {
    String name = WatchedService.name(checked.address());
    told.accept(
        isWell
            ? name + " is well again"
            : name + " fails its health check (" + reason + "): " + outcome(checked));
    listeners.forEach(each -> each.accept(checked.tunnel()));
  }

  private static String outcome(Checked checked) {
    if (checked.tunnel().options().agent().isPooled()) {
      return "visitors go to the other clients of the tunnel until it is well";
    }
    return checked.isHttp()
        ? "visitors get a maintenance page until it is well"
        : "visitors are turned away until it is well";
  }

  /** Who hears, on any thread, when a service of a tunnel fails, or is well again. */
  void onChange(Consumer<TunnelConfig> listener) {
    listeners.add(listener);
  }

  /** It hears no more. */
  void forget(Consumer<TunnelConfig> listener) {
    listeners.remove(listener);
  }

  /** Looks at a tunnel's services no more. */
  void uncheck(TunnelConfig tunnel) {
    checkups.forEach(
        (checked, checkup) -> {
          if (checked.tunnel().equals(tunnel) && checkups.remove(checked, checkup)) {
            checkup.stop();
          }
        });
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
