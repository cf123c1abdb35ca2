package org.ngrokd.server.notices;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ngrokd.server.notices.Subject.Details;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every other second what is there, and has told what has come and gone. Looking costs the
 * traffic nothing: nobody on its way is asked. Safe from any thread.
 */
public final class Notices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  /** Somebody who is away for a minute misses nothing. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(50));

  private final Supplier<Map<Subject, Details>> present;
  private final Filter filter;
  private final Comings comings;
  private final Telling telling;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread named = new Thread(task, "ngrokd-notify");
            named.setDaemon(true);
            return named;
          });

  private Notices(NotifyOptions options, String server, Supplier<Map<Subject, Details>> present) {
    this.present = present;
    this.filter = new Filter(options.only());
    this.comings = new Comings(options.debounce(), System::nanoTime);
    this.telling = new Telling(targets(options, server), PAUSES);
  }

  /**
   * Begins to look.
   *
   * @param server its domain
   * @param present all that are there; asked on a thread of this
   */
  public static Notices start(
      NotifyOptions options, String server, Supplier<Map<Subject, Details>> present) {
    Notices notices = new Notices(options, server, present);
    var unused =
        notices.thread.scheduleWithFixedDelay(
            notices::look, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    return notices;
  }

  private static List<Target> targets(NotifyOptions options, String server) {
    List<Target> targets = new ArrayList<>();
    options
        .webhook()
        .ifPresent(
            webhook -> targets.add(new WebhookTarget(webhook, server, InstantSource.system())));
    if (!options.command().isEmpty()) {
      targets.add(new CommandTarget(options.command(), server));
    }
    return targets;
  }

  private void look() {
    try {
      Map<Subject, Details> wanted = new HashMap<>();
      present
          .get()
          .forEach(
              (subject, details) -> {
                if (filter.takes(subject)) {
                  wanted.put(subject, details);
                }
              });
      comings.look(wanted, InstantSource.system().instant()).forEach(telling::add);
    } catch (RuntimeException e) { // or it would never look again
      LOG.error("What has come and gone is not known", e);
    }
  }

  /** Nothing is told any more, also not what waits. */
  @Override
  public void close() {
    thread.shutdownNow();
    telling.close();
  }
}
