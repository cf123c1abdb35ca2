package org.ngrokd.server.control;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.server.tunnel.PublicUrl;

/**
 * What was taken from clients that cannot be told so: one of 1.7 comes back at once, asks for the
 * same again, and hears why not. It is known by its client id, which it has until its person starts
 * it anew.
 *
 * <p>Safe from any thread. Protocol: "Ours: closed by the server".
 */
public final class Dismissals {
  static final Duration LIFE = Duration.ofMinutes(10);

  /** More are no work of people; the oldest are forgotten. */
  private static final int MOST = 10_000;

  private final Ticker ticker;
  private final Map<String, Dismissal> byWhat =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Dismissal> eldest) {
          return size() > MOST;
        }
      };

  private record Dismissal(String reason, long since) {}

  public Dismissals(Ticker ticker) {
    this.ticker = ticker;
  }

  /** A tunnel was taken from a client. */
  void add(String clientId, PublicUrl url, String reason) {
    put(clientId + " " + url, reason);
  }

  /** A client was sent away. */
  void add(String clientId, String reason) {
    put(clientId, reason);
  }

  /** Why this client may not have this tunnel yet. */
  Optional<String> refusal(String clientId, PublicUrl url) {
    return find(clientId + " " + url).map(reason -> url + " was closed: " + reason + again());
  }

  /** Why this client may not come in yet. */
  Optional<String> refusal(String clientId) {
    return find(clientId).map(reason -> "This client was disconnected: " + reason + again());
  }

  private static String again() {
    return ". Start it again to come back, or wait for " + LIFE.toMinutes() + " minutes";
  }

  private synchronized void put(String what, String reason) {
    byWhat.remove(what);
    byWhat.put(what, new Dismissal(reason, ticker.nanoTime()));
  }

  private synchronized Optional<String> find(String what) {
    Dismissal found = byWhat.get(what);
    if (found == null) {
      return Optional.empty();
    }
    if (ticker.nanoTime() - found.since() >= LIFE.toNanos()) {
      byWhat.remove(what);
      return Optional.empty();
    }
    return Optional.of(found.reason());
  }
}
