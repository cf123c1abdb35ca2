package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.ssh.PrivateTunnels.PrivateTunnel;
import org.ngrokd.server.ssh.screen.ShownForward;
import org.ngrokd.server.ssh.words.BadForwardException;
import org.ngrokd.server.ssh.words.Forward;
import org.ngrokd.server.ssh.words.Kind;
import org.ngrokd.server.ssh.words.Options;
import org.ngrokd.server.ssh.words.UserName;
import org.ngrokd.server.ssh.words.Wishes;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.QuotaSource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;

/**
 * The forwards of one connection and the tunnels that serve them.
 *
 * <p>Confined to the event loop of the connection.
 */
final class Forwards {
  /** Ports that a client is told for websites, which have none of their own. */
  private static final int HTTP = 80;

  private static final String CLOSING = "The connection is closing";

  private final SshConnection connection;
  private final SshContext context;
  private final PrivateTunnels privateTunnels;
  private final Map<Bound, Open> open = new LinkedHashMap<>();
  private Optional<Kind> hint = Optional.empty();
  private int asked;
  private boolean closed;

  Forwards(SshConnection connection, SshContext context, PrivateTunnels privateTunnels) {
    this.connection = connection;
    this.context = context;
    this.privateTunnels = privateTunnels;
  }

  /** How a client names a forward. */
  record Bound(String name, int port) {
    /** As its owner typed it, or could have. */
    String typed() {
      boolean isNamed = !name.isEmpty() && !name.equals("localhost");
      return "-R " + (isNamed ? Printable.field(name) + ":" : "") + port;
    }
  }

  /** A forward that is open: by http and https it has two tunnels. */
  private record Open(
      List<Tunnel> tunnels,
      Optional<PrivateTunnel> hidden,
      ShownForward shown,
      ConnectionLog log) {}

  /** What became of a request. */
  interface Answer {
    /**
     * It is open.
     *
     * @param port under which the client knows it
     * @param forward what people see of it
     */
    void opened(int port, ShownForward forward);

    void refused(String why);
  }

  /** What pgrok's client will ask for. */
  void hint(Optional<Kind> kind) {
    hint = kind;
  }

  boolean isHinted() {
    return hint.isPresent();
  }

  /** How many there are. */
  int size() {
    return open.size();
  }

  /** The URL of the forward that was opened last; empty: there is none. */
  Optional<String> lastUrl() {
    Optional<String> last = Optional.empty();
    for (Open each : open.values()) {
      last = urls(each).stream().findFirst().or(() -> Optional.empty());
    }
    return last;
  }

  private static List<String> urls(Open forward) {
    return forward.tunnels().stream().map(tunnel -> tunnel.url().toString()).toList();
  }

  /**
   * Opens a forward.
   *
   * @param user its user name
   * @param commands what its sessions said
   */
  void open(Bound asked, UserName user, List<String> commands, Answer answer) {
    if (closed) {
      answer.refused(CLOSING); // or what it opens would be nobody's
      return;
    }
    try {
      Wishes wishes = Wishes.of(user, commands);
      if (!wishes.faults().isEmpty()) {
        answer.refused(String.join("; ", wishes.faults()));
        return;
      }
      Forward forward =
          Forward.of(asked.name(), asked.port(), hint, wishes, context.names().isOurDomain());
      Options options = wishes.options();
      if (options.isForced()) {
        connection.force();
      }
      if (forward.isPrivate()) {
        openPrivate(asked, forward, options, answer);
      } else {
        openPublic(asked, forward, options, answer);
      }
    } catch (BadForwardException | IllegalArgumentException e) {
      answer.refused(String.valueOf(e.getMessage()));
    }
  }

  private void openPrivate(Bound asked, Forward forward, Options options, Answer answer) {
    Bound bound = new Bound(asked.name(), asked.port() == 0 ? forward.port() : asked.port());
    SshSource source = source(bound, options);
    PrivateTunnel hidden =
        new PrivateTunnel(
            forward.alias(),
            forward.port(),
            connection.identity().account().key(),
            options.allowedKeys(),
            source);
    Optional<String> refused = connection.places().refusal(false);
    if (refused.isPresent()) {
      answer.refused(refused.get());
    } else if (open.containsKey(bound) || !privateTunnels.add(hidden)) {
      connection.places().closed(false);
      answer.refused(
          "A private tunnel %s:%d is open already".formatted(forward.alias(), forward.port()));
    } else {
      String name = forward.alias() + ":" + forward.port();
      ConnectionLog log = ConnectionLog.next(ConnectionType.TUN).ownedBy("private " + name);
      log.info("Registered new private tunnel on: {}", connection.log().id());
      ShownForward shown =
          new ShownForward(asked.typed(), List.of("private://" + name), List.of(source));
      opened(bound, new Open(List.of(), Optional.of(hidden), shown, log), options);
      answer.opened(bound.port(), shown);
    }
  }

  private void openPublic(Bound wanted, Forward forward, Options options, Answer answer) {
    Bound bound = bound(wanted, forward.kind());
    if (open.containsKey(bound)) {
      answer.refused(
          "%s:%d is forwarded already".formatted(Printable.field(wanted.name()), wanted.port()));
      return;
    }
    ProxySource source = new QuotaSource(source(bound, options), connection.identity().account());
    new TunnelsOfForward(context.tunnels(), connection.owner(source, asked++), forward, options)
        .open(context.names().served(), connection.loop())
        .addListener(
            (Future<List<Tunnel>> opening) -> {
              if (!opening.isSuccess()) {
                answer.refused(Failures.oneLine(opening.cause()));
              } else if (closed) {
                takeBack(opening.getNow(), CLOSING, answer);
              } else {
                opened(bound, opening.getNow(), options, wanted.typed(), answer);
              }
            });
  }

  private void takeBack(List<Tunnel> tunnels, String why, Answer answer) {
    tunnels.forEach(tunnel -> context.tunnels().close(tunnel, () -> {}));
    answer.refused(why);
  }

  private void opened(
      Bound bound, List<Tunnel> tunnels, Options options, String typed, Answer answer) {
    Tunnel first = tunnels.get(0);
    int port =
        first.url().protocol().isNamedByPort() ? SshSource.portOf(first.url()) : bound.port();
    Bound known = new Bound(bound.name(), bound.port() == 0 ? port : bound.port());
    if (open.containsKey(known)) {
      takeBack(tunnels, "Port " + port + " is what another forward of yours is known by", answer);
      return;
    }
    ConnectionLog log = ConnectionLog.next(ConnectionType.TUN).ownedBy(first.toString());
    log.info("Registered new tunnel on: {}", connection.log().id());
    ShownForward shown =
        new ShownForward(
            typed,
            tunnels.stream().map(tunnel -> tunnel.url().toString()).toList(),
            tunnels.stream().<Object>map(Tunnel::claim).toList());
    opened(known, new Open(tunnels, Optional.empty(), shown, log), options);
    answer.opened(known.port(), shown);
  }

  private void opened(Bound bound, Open forward, Options options) {
    open.put(bound, forward);
    options
        .deadline()
        .ifPresent(
            time ->
                connection
                    .loop()
                    .schedule(() -> end(bound, forward), time.toMillis(), TimeUnit.MILLISECONDS)
                    .addListener(over -> {}));
  }

  private void end(Bound bound, Open forward) {
    if (open.remove(bound, forward)) {
      close(forward, "Its deadline is over", () -> {});
      connection.screens().told("The time of " + describe(forward) + " is over");
      if (open.isEmpty()) {
        connection.shutDown("The time of its tunnels is over").addListener(done -> {});
      }
    }
  }

  private static String describe(Open forward) {
    return forward
        .hidden()
        .map(hidden -> hidden.name() + ":" + hidden.port())
        .orElseGet(() -> String.join(", ", urls(forward)));
  }

  private SshSource source(Bound bound, Options options) {
    return new SshSource(
        connection.line(), connection.room(), bound.name(), bound.port(), options.proxyProtocol());
  }

  /** A client that leaves the port to us has to be told one that no other forward of it has. */
  private Bound bound(Bound asked, Kind kind) {
    if (asked.port() != 0 || kind == Kind.TCP) {
      return asked;
    }
    int port = HTTP;
    while (isTaken(port)) {
      port++; // few tcp tunnels are on such a port
    }
    return new Bound(asked.name(), port);
  }

  private boolean isTaken(int port) {
    return open.keySet().stream().anyMatch(bound -> bound.port() == port);
  }

  /** Closes a forward; false when there is none. */
  boolean cancel(Bound bound) {
    Open forward = open.remove(bound);
    if (forward == null) {
      return false;
    }
    close(forward, "its client wants so", () -> {});
    return true;
  }

  /** Closes the tunnel with this URL, if it is one of these. */
  boolean close(String url, String why) {
    for (Map.Entry<Bound, Open> each : List.copyOf(open.entrySet())) {
      if (urls(each.getValue()).contains(url)) {
        open.remove(each.getKey());
        close(each.getValue(), why, () -> {});
        return true;
      }
    }
    return false;
  }

  private void close(Open forward, String why, Runnable done) {
    forward.log().info("Closing tunnel: {}", why);
    connection.screens().closed(forward.shown());
    forward
        .hidden()
        .ifPresent(
            hidden -> {
              privateTunnels.remove(hidden);
              connection.places().closed(false);
            });
    AtomicInteger left = new AtomicInteger(forward.tunnels().size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    forward.tunnels().forEach(tunnel -> context.tunnels().close(tunnel, one));
    one.run();
  }

  /** Frees all names and ports, then runs {@code done}, on any thread. */
  void closeAll(Runnable done) {
    closed = true;
    AtomicInteger left = new AtomicInteger(open.size() + 1);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    open.values().forEach(forward -> close(forward, "its connection ends", one));
    open.clear();
    one.run();
  }
}
