package org.ngrokd.client.program;

import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.Failures;

/**
 * Takes up a changed config file while the client runs: tunnels that are new there are opened,
 * those that are gone are closed, changed ones are closed and opened. All others go on untouched,
 * with their visitors. A file that is wrong changes nothing.
 *
 * <p>Safe from any thread but event loops: it reads files, and waits for tunnels to be closed.
 */
final class TunnelChanges implements SessionEvents {
  private final Supplier<ClientConfig> file;
  private final Consumer<String> told;
  private final Map<String, TunnelConfig> running = new LinkedHashMap<>();
  private final Map<String, TunnelConfig> waiting = new LinkedHashMap<>();
  private final Tunnels tunnels;
  private final ClientConfig started;

  /** What can be done to the client's tunnels. */
  interface Tunnels {
    /** As {@link org.ngrokd.client.session.Uplink#open}. */
    Future<List<Route>> open(TunnelConfig tunnel);

    /** As {@link org.ngrokd.client.session.Uplink#close}. */
    Future<?> close(String tunnel);
  }

  /**
   * @param started what the client was started with
   * @param file what the same command would start it with now
   * @param told gets a line for whoever looks
   */
  TunnelChanges(
      ClientConfig started, Supplier<ClientConfig> file, Tunnels tunnels, Consumer<String> told) {
    this.started = started;
    this.file = file;
    this.tunnels = tunnels;
    this.told = told;
    started.tunnels().forEach(each -> running.put(each.name(), each));
  }

  /** Reads the file anew. */
  synchronized void take() {
    ClientConfig next;
    try {
      next = file.get();
    } catch (UserException e) {
      told.accept("Nothing was changed: " + String.join("; ", e.lines()));
      return;
    }
    List<String> lines = new ArrayList<>();
    Map<String, TunnelConfig> wanted = new LinkedHashMap<>();
    next.tunnels().forEach(each -> wanted.put(each.name(), each));
    for (TunnelConfig each : List.copyOf(running.values())) {
      if (!each.equals(wanted.get(each.name()))) {
        close(each, lines);
      }
    }
    wanted.values().stream()
        .filter(each -> !running.containsKey(each.name()))
        .forEach(each -> open(each, lines));
    lines.addAll(needingARestart(next));
    told.accept(
        lines.isEmpty()
            ? "The config file was read anew: nothing has changed"
            : "The config file was read anew: " + String.join("; ", lines));
  }

  private void close(TunnelConfig tunnel, List<String> lines) {
    running.remove(tunnel.name());
    lines.add("closed " + tunnel.name());
    if (waiting.remove(tunnel.name()) == null) {
      tunnels.close(tunnel.name()).awaitUninterruptibly();
    }
  }

  private void open(TunnelConfig tunnel, List<String> lines) {
    running.put(tunnel.name(), tunnel);
    lines.add("opening " + tunnel.name());
    ask(tunnel);
  }

  /** One that cannot be asked for now, because there is no connection, is when there is. */
  private void ask(TunnelConfig tunnel) {
    try {
      tunnels
          .open(tunnel)
          .addListener(
              opened -> {
                if (!opened.isSuccess()) {
                  failed(tunnel, opened.cause());
                }
              });
    } catch (UserException e) {
      failed(tunnel, e);
    }
  }

  private void failed(TunnelConfig tunnel, Throwable cause) {
    boolean isLater = Failures.oneLine(cause).contains(Uplink.NOT_CONNECTED);
    synchronized (this) {
      if (isLater && tunnel.equals(running.get(tunnel.name()))) {
        waiting.put(tunnel.name(), tunnel);
        return;
      }
      running.remove(tunnel.name(), tunnel); // the next reading tries it again
    }
    told.accept("The tunnel " + tunnel.name() + " was not opened: " + Failures.oneLine(cause));
  }

  /** What did not have a connection has one. */
  @Override
  public void online(String serverVersion) {
    List<TunnelConfig> all;
    synchronized (this) {
      all = List.copyOf(waiting.values());
      waiting.clear();
    }
    all.forEach(this::ask);
  }

  private List<String> needingARestart(ClientConfig next) {
    List<String> keys = new ArrayList<>();
    add(keys, "server_addr", started.server(), next.server());
    add(keys, "auth_token", started.authToken(), next.authToken());
    add(keys, "whose certificate is trusted", started.trust(), next.trust());
    add(keys, "http_proxy", started.httpProxy(), next.httpProxy());
    add(keys, "the inspector's settings", started.inspect(), next.inspect());
    return keys.isEmpty()
        ? List.of()
        : List.of("a restart is needed for " + String.join(", ", keys));
  }

  private static void add(List<String> keys, String key, Object before, Object now) {
    if (!before.equals(now)) {
      keys.add(key);
    }
  }
}
