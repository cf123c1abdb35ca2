package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.ssh.PrivateTunnels.PrivateTunnel;
import org.ngrokd.server.ssh.words.BadForwardException;
import org.ngrokd.server.ssh.words.Forward;
import org.ngrokd.server.ssh.words.Kind;
import org.ngrokd.server.ssh.words.Options;
import org.ngrokd.server.ssh.words.UserName;
import org.ngrokd.server.ssh.words.Wishes;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.QuotaSource;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelException;
import org.ngrokd.server.tunnel.TunnelRequest;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.CidrList;
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
  private boolean closed;

  Forwards(SshConnection connection, SshContext context, PrivateTunnels privateTunnels) {
    this.connection = connection;
    this.context = context;
    this.privateTunnels = privateTunnels;
  }

  /** How a client names a forward. */
  record Bound(String name, int port) {}

  /** A forward that is open: by http and https it has two tunnels. */
  private record Open(List<Tunnel> tunnels, Optional<PrivateTunnel> hidden, ConnectionLog log) {}

  /** What became of a request. */
  interface Answer {
    /**
     * It is open.
     *
     * @param port under which the client knows it
     * @param urls where visitors come
     */
    void opened(int port, List<String> urls);

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
    } catch (BadForwardException | TunnelException | IllegalArgumentException e) {
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
      opened(bound, new Open(List.of(), Optional.of(hidden), log), options);
      answer.opened(bound.port(), List.of("private://" + name));
    }
  }

  private void openPublic(Bound asked, Forward forward, Options options, Answer answer)
      throws TunnelException {
    Bound bound = bound(asked, forward.kind());
    if (open.containsKey(bound)) {
      answer.refused("%s:%d is forwarded already".formatted(Printable.field(asked.name()), asked.port()));
      return;
    }
    List<String> protocols = protocols(forward.kind());
    Owner owner = connection.owner(new QuotaSource(source(bound, options), connection.identity().account()));
    Attempt attempt = new Attempt(bound, forward, options, rules(options), owner, answer);
    attempt.next(protocols.iterator(), new Name(forward.hostname(), forward.subdomain()));
  }

  /** Opens the tunnels of one forward, one after the other. */
  private final class Attempt {
    private final Bound bound;
    private final Forward forward;
    private final Options options;
    private final TunnelRules rules;
    private final Owner owner;
    private final Answer answer;
    private final Object place = new Object();
    private final List<Tunnel> tunnels = new ArrayList<>();

    Attempt(
        Bound bound,
        Forward forward,
        Options options,
        TunnelRules rules,
        Owner owner,
        Answer answer) {
      this.bound = bound;
      this.forward = forward;
      this.options = options;
      this.rules = rules;
      this.owner = owner;
      this.answer = answer;
    }

    void next(Iterator<String> protocols, Name name) {
      if (!protocols.hasNext()) {
        done();
        return;
      }
      context
          .tunnels()
          .open(
              new TunnelRequest(
                  protocols.next(), name, forward.port(), rules, owner, place),
              connection.loop())
          .addListener(
              (Future<Tunnel> opening) -> {
                if (!opening.isSuccess()) {
                  takeBack(Failures.oneLine(opening.cause()));
                } else if (closed) {
                  context.tunnels().close(opening.getNow(), () -> {});
                  takeBack(CLOSING);
                } else {
                  tunnels.add(opening.getNow());
                  next(protocols, sameName(name, opening.getNow().url()));
                }
              });
    }

    private void takeBack(String why) {
      tunnels.forEach(tunnel -> context.tunnels().close(tunnel, () -> {}));
      answer.refused(why);
    }

    private void done() {
      Tunnel first = tunnels.get(0);
      ConnectionLog log = ConnectionLog.next(ConnectionType.TUN).ownedBy(first.toString());
      log.info("Registered new tunnel on: {}", connection.log().id());
      int port = first.url().protocol().isNamedByPort() ? SshSource.portOf(first.url()) : bound.port();
      Bound known = new Bound(bound.name(), bound.port() == 0 ? port : bound.port());
      if (open.containsKey(known)) {
        takeBack("Port " + port + " is what another forward of yours is known by");
        return;
      }
      Open opened = new Open(tunnels, Optional.empty(), log);
      opened(known, opened, options);
      answer.opened(known.port(), urls(opened));
    }
  }

  private void opened(Bound bound, Open forward, Options options) {
    open.put(bound, forward);
    options
        .deadline()
        .ifPresent(
            time ->
                connection
                    .loop()
                    .schedule(
                        () -> end(bound, forward), time.toMillis(), TimeUnit.MILLISECONDS)
                    .addListener(over -> {}));
  }

  private void end(Bound bound, Open forward) {
    if (open.remove(bound, forward)) {
      close(forward, "Its deadline is over", () -> {});
      connection.tell("The time of " + describe(forward) + " is over");
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

  /** A random name is kept for the next protocol. */
  private static Name sameName(Name name, PublicUrl url) {
    boolean isRandom = name.hostname().isEmpty() && name.subdomain().isEmpty();
    return isRandom && !url.protocol().isNamedByPort()
        ? new Name("", url.host().substring(0, url.host().indexOf('.')))
        : name;
  }

  private SshSource source(Bound bound, Options options) {
    return new SshSource(
        connection.line(), bound.name(), bound.port(), options.proxyProtocol());
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

  private List<String> protocols(Kind kind) {
    return switch (kind) {
      case HTTP -> {
        List<String> both =
            List.of(TunnelProtocol.HTTP, TunnelProtocol.HTTPS).stream()
                .filter(context.names().served()::contains)
                .map(TunnelProtocol::wireName)
                .toList();
        yield both.isEmpty() ? List.of(TunnelProtocol.HTTP.wireName()) : both;
      }
      case HTTPS -> List.of(TunnelProtocol.HTTPS.wireName());
      case TCP -> List.of(TunnelProtocol.TCP.wireName());
      case TLS -> List.of(TunnelProtocol.TLS.wireName());
    };
  }

  private static TunnelRules rules(Options options) {
    return new TunnelRules(
            options.basicAuth().orElse(""),
            CidrList.parse(options.allow()),
            CidrList.parse(options.deny()),
            options.maxConnections(),
            options.redirectHttps(),
            options.proxyProtocol().isPresent())
        .withHost(options.hostHeader());
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
