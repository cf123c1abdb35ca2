package org.ngrokd.server.cluster.etcd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes by one stream from one member, on thread {@code ngrokd-cluster-hears}. Another
 * thread looks every two seconds whether that member answers and has a leader, for a stream that
 * will never say anything more looks like one that has nothing to say. The next stream goes on
 * behind the last change that was told; where etcd does not know that any more, all is missed.
 */
final class EtcdWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final byte[] A_LOOK =
      Json.camel(Map.of("key", Words.encoded(Words.NODES), "count_only", true));

  private final Gateway gateway;
  private final Engine.Changes changes;
  private final Thread thread;
  private final ScheduledExecutorService looks;
  private volatile Optional<Open> open = Optional.empty();
  private volatile boolean isClosed;
  private long last; // of the thread's

  /** The stream that is read. */
  private record Open(InputStream stream, int member) {}

  private EtcdWatch(Gateway gateway, Engine.Changes changes) {
    this.gateway = gateway;
    this.changes = changes;
    this.thread = new Thread(this::run, "ngrokd-cluster-hears");
    this.thread.setDaemon(true);
    this.looks =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread named = new Thread(task, "ngrokd-cluster-looks");
              named.setDaemon(true);
              return named;
            });
  }

  static EtcdWatch begin(Gateway gateway, Engine.Changes changes) {
    EtcdWatch begun = new EtcdWatch(gateway, changes);
    begun.thread.start();
    var unused =
        begun.looks.scheduleWithFixedDelay(
            begun::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return begun;
  }

  private void look() {
    Optional<Open> looked = open;
    if (looked.isPresent()) {
      var unused =
          gateway
              .look(looked.get().member(), A_LOOK)
              .exceptionally(
                  failure -> {
                    LOG.debug("etcd's changes are asked of another member");
                    close(looked.get().stream());
                    gateway.leave(looked.get().member());
                    return null;
                  });
    }
  }

  private void run() {
    while (!isClosed) {
      int member = gateway.member();
      try (InputStream stream = gateway.stream("watch", question(), member)) {
        open = Optional.of(new Open(stream, member));
        hear(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
      } catch (IOException | RuntimeException e) {
        changes.interrupted(Failures.oneLine(e));
        gateway.leave(member);
      } catch (InterruptedException e) {
        return;
      }
      open = Optional.empty();
      pause();
    }
  }

  private Map<String, Object> question() {
    Map<String, Object> wanted = new HashMap<>(Words.range(Words.ALL));
    if (last > 0) {
      wanted.put("start_revision", Long.toString(last + 1));
    }
    return Map.of("create_request", wanted);
  }

  private void hear(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null && !isClosed; line = lines.readLine()) {
      JsonValue result = Json.read(line.getBytes(StandardCharsets.UTF_8)).get("result");
      if (result.get("canceled").isThere() || !result.isThere()) {
        last = 0; // it is too long ago,
        gateway.logInAnew(); // or the members have forgotten who this is
        throw new IOException("the stream is over");
      }
      if (result.get("created").isThere()) {
        created(result);
      }
      List<JsonValue> events = result.get("events").elements();
      events.forEach(this::toldOrMissed);
      for (JsonValue event : events) { // many may be of one revision: it is told when all are
        last = Math.max(last, Words.number(event.get("kv").get("mod_revision")));
      }
    }
    throw new IOException("the stream has ended");
  }

  private void created(JsonValue result) {
    if (last == 0) {
      last = Words.revision(result);
      changes.missed();
    } else {
      changes.resumed();
    }
  }

  /** Or one that somebody else wrote would be met again and again, and none behind it. */
  private void toldOrMissed(JsonValue event) {
    try {
      told(event);
    } catch (RuntimeException e) {
      LOG.warn("A change in the cluster is not understood, and all is looked up anew", e);
      changes.missed();
    }
  }

  private void told(JsonValue event) {
    JsonValue entry = event.get("kv");
    String key = Words.decoded(entry.get("key"));
    boolean isGone = event.get("type").text().filter("DELETE"::equals).isPresent();
    if (key.startsWith(Words.NAMES)) {
      if (isGone) {
        changes.freed(key.substring(Words.NAMES.length()));
      } else {
        changes.held(EtcdEngine.held(entry));
      }
    } else if (key.startsWith(Words.NODES)) {
      String node = key.substring(Words.NODES.length());
      if (isGone) {
        changes.gone(node);
      } else if (Words.number(entry.get("version")) == 1) {
        changes.came(node);
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      isClosed = true;
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("A stream of changes is gone already", e);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    looks.shutdownNow();
    thread.interrupt();
    open.ifPresent(each -> close(each.stream()));
  }
}
