package org.ngrokd.server.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelException;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRequest;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.ConnectionId;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;

/**
 * The tunnels of one control connection. Requests are carried out one after the other, so that they
 * are answered in their order.
 *
 * <p>Confined to the event loop of the control connection. Protocol: §3 "ReqTunnel".
 */
final class ControlTunnels {
  private final TunnelOpener opener;
  private final EventLoop loop;
  private final Owner owner;
  private final Answers answers;
  private final ConnectionId control;
  private final ServiceStates states;
  private final Map<Tunnel, Open> open = new LinkedHashMap<>();
  private final Queue<Waiting> requests = new ArrayDeque<>();
  private boolean busy;
  private boolean hadAny;
  private boolean refused;
  private boolean closed;

  /** A tunnel that is open. */
  private record Open(ConnectionLog log, SettingsHolding holding) {}

  /** A request that waits for its turn or is carried out. */
  private record Waiting(ReqTunnel request, SettingsHolding holding) {}

  /** Where the outcome of a request goes. */
  interface Answers {
    /** One protocol's tunnel is open, or was refused while the client has others, or had them. */
    void answer(NewTunnel answer);

    /** Why the client may not have this tunnel now, though its name is free. */
    default Optional<String> refusal(PublicUrl url) {
      return Optional.empty();
    }

    /** A tunnel was refused and the client never had one. */
    void refusedTheOnlyOne(NewTunnel refusal);
  }

  ControlTunnels(
      TunnelOpener opener, EventLoop loop, Owner owner, Answers answers, ConnectionId control) {
    this.opener = opener;
    this.loop = loop;
    this.owner = owner;
    this.answers = answers;
    this.control = control;
    this.states = new ServiceStates(loop.ticker());
  }

  /**
   * Opens what is asked for, once the requests before it are done. One that there is no memory for
   * is refused at once: to remember that it is to be refused takes memory too.
   */
  void request(ReqTunnel request) {
    assert loop.inEventLoop();
    if (closed || refused) {
      return;
    }
    long bytes = RequestWeight.of(request);
    Optional<String> noRoom = owner.places().hold(bytes);
    if (noRoom.isPresent()) {
      answers.answer(refusal(request, "", noRoom.get()));
      return;
    }
    requests.add(new Waiting(request, new SettingsHolding(owner.places(), bytes)));
    if (!busy) {
      next();
    }
  }

  private void next() {
    Waiting next = requests.poll();
    busy = next != null;
    if (next != null) {
      begin(next);
    }
  }

  private void begin(Waiting next) {
    ReqTunnel request = next.request();
    List<String> protocols = List.of();
    try {
      checkLengths(request);
      protocols = List.of(request.protocol().split("\\+", -1));
      checkOnce(protocols);
      TunnelRules rules = TunnelRules.of(request);
      Name name = new Name(request.hostname(), request.subdomain());
      openEach(
          protocols.iterator(),
          next,
          name,
          new Shared(rules, request.settings().later().isPooled(), new Object()));
    } catch (TunnelException e) {
      String protocol = protocols.isEmpty() ? "" : protocols.get(0);
      loop.newFailedFuture(e) // the next in the queue may fail too: not in this one's call
          .addListener(failed -> refused(next, protocol, e));
    }
  }

  private void checkLengths(ReqTunnel request) throws TunnelException {
    Optional<String> excess = MessageLimits.excess(request);
    if (excess.isPresent()) {
      owner.places().noteTooLong(excess.get());
      throw TunnelException.badSetting(excess.get());
    }
  }

  /** Bears the ReqId, unless that is what is too long. */
  private static NewTunnel refusal(ReqTunnel request, String protocol, String error) {
    boolean isLong = request.reqId().length() > MessageLimits.REQ_ID;
    return new NewTunnel(isLong ? "" : request.reqId(), "", protocol, error);
  }

  /** What the protocols of a request share. */
  private record Shared(TunnelRules rules, boolean isPooled, Object place) {
    /** A website is one tunnel to its owner; a public port is always one more. */
    Object place(String protocol) {
      boolean isPort =
          TunnelProtocol.named(protocol).filter(TunnelProtocol::isNamedByPort).isPresent();
      return isPort ? new Object() : place;
    }
  }

  private static void checkOnce(List<String> protocols) throws TunnelException {
    Set<String> seen = new HashSet<>();
    for (String protocol : protocols) {
      if (!seen.add(protocol)) {
        throw TunnelException.twice(protocol);
      }
    }
  }

  private void openEach(Iterator<String> protocols, Waiting asked, Name name, Shared shared) {
    if (!protocols.hasNext()) {
      asked.holding().leave();
      next();
      return;
    }
    String protocol = protocols.next();
    int port = asked.request().remotePort();
    opener
        .open(
            new TunnelRequest(
                protocol,
                name,
                port,
                shared.rules(),
                owner,
                shared.isPooled(),
                shared.place(protocol)),
            loop)
        .addListener(
            (Future<Tunnel> opening) -> {
              if (!opening.isSuccess()) {
                refused(asked, protocol, opening.cause());
              } else if (closed) {
                asked.holding().leave();
                opener.close(opening.getNow(), () -> {});
              } else if (answers.refusal(opening.getNow().url()).isPresent()) {
                takeBack(asked, protocol, opening.getNow());
              } else {
                opened(asked, opening.getNow());
                openEach(protocols, asked, sameName(name, opening.getNow().url()), shared);
              }
            });
  }

  /** What the client may not have now; only when it is open its name is known. */
  private void takeBack(Waiting asked, String protocol, Tunnel tunnel) {
    String why = answers.refusal(tunnel.url()).orElse("");
    opener.close(
        tunnel,
        () -> loop.execute(() -> refused(asked, protocol, TunnelException.takenFromYou(why))));
  }

  private void opened(Waiting asked, Tunnel tunnel) {
    ReqTunnel request = asked.request();
    ConnectionLog log = ConnectionLog.next(ConnectionType.TUN).ownedBy(tunnel.toString());
    log.info("Registered new tunnel on: {}", control);
    asked.holding().share();
    open.put(tunnel, new Open(log, asked.holding()));
    states.opened(tunnel);
    hadAny = true;
    answers.answer(
        new NewTunnel(
            request.reqId(), tunnel.url().toString(), tunnel.url().protocol().wireName(), ""));
  }

  private void refused(Waiting asked, String protocol, Throwable cause) {
    asked.holding().leave();
    if (closed) {
      return;
    }
    NewTunnel refusal = refusal(asked.request(), protocol, Failures.oneLine(cause));
    if (!hadAny) {
      refused = true;
      forgetRequests();
      answers.refusedTheOnlyOne(refusal); // and the queue stays busy: nothing more is opened
    } else {
      answers.answer(refusal);
      next();
    }
  }

  /** The name for the next protocol of a request: a random one is kept. */
  private static Name sameName(Name name, PublicUrl url) {
    boolean random = name.hostname().isEmpty() && name.subdomain().isEmpty();
    if (!random || url.protocol().isNamedByPort()) {
      return name;
    }
    return new Name("", url.host().substring(0, url.host().indexOf('.')));
  }

  /** How many are open. */
  int size() {
    return open.size();
  }

  /**
   * Closes the tunnel with this URL, if it is one of these; its visitors stay.
   *
   * @param why for the log
   * @return whether it was one of these
   */
  boolean close(String url, String why) {
    assert loop.inEventLoop();
    List<Tunnel> closing =
        open.keySet().stream().filter(tunnel -> tunnel.url().toString().equals(url)).toList();
    for (Tunnel tunnel : closing) {
      Open closed = open.remove(tunnel);
      states.closed(tunnel);
      if (closed != null) {
        closed.log().info("Closing tunnel: {}", why);
        closed.holding().leave();
      }
      opener.close(tunnel, () -> {});
    }
    return !closing.isEmpty();
  }

  /** What the client says of the service behind one of these. */
  void serviceIs(String url, boolean isWell, ConnectionLog log) {
    assert loop.inEventLoop();
    states.told(url, isWell, log);
  }

  private void forgetRequests() {
    requests.forEach(waiting -> waiting.holding().leave());
    requests.clear();
  }

  /** Frees all names and ports, then runs {@code done}, on any thread. */
  void closeAll(Runnable done) {
    assert loop.inEventLoop();
    closed = true;
    forgetRequests();
    AtomicInteger left = new AtomicInteger(open.size() + 1);
    Runnable oneDone =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    open.forEach(
        (tunnel, closing) -> {
          closing.log().info("Closing tunnel");
          closing.holding().leave();
          opener.close(tunnel, oneDone);
        });
    open.clear();
    oneDone.run();
  }
}
