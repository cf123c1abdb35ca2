package org.ngrokd.server.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.net.ConnectionId;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.ConnectionType;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelException;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.server.tunnel.TunnelRequest;
import org.ngrokd.server.tunnel.TunnelRequest.Name;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.server.tunnel.TunnelRules;

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
  private final Map<Tunnel, ConnectionLog> open = new LinkedHashMap<>();
  private final Queue<ReqTunnel> requests = new ArrayDeque<>();
  private boolean busy;
  private boolean hadAny;
  private boolean closed;

  /** Where the outcome of a request goes. */
  interface Answers {
    /** One protocol's tunnel is open, or was refused while the client has others, or had them. */
    void answer(NewTunnel answer);

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
  }

  /** Opens what is asked for, once the requests before it are done. */
  void request(ReqTunnel request) {
    assert loop.inEventLoop();
    requests.add(request);
    if (!busy) {
      next();
    }
  }

  private void next() {
    ReqTunnel request = requests.poll();
    busy = request != null;
    if (request != null) {
      Iterator<String> protocols = Arrays.asList(request.protocol().split("\\+", -1)).iterator();
      openEach(protocols, request, new Name(request.hostname(), request.subdomain()), new Object());
    }
  }

  private void openEach(Iterator<String> protocols, ReqTunnel request, Name name, Object place) {
    if (!protocols.hasNext()) {
      next();
      return;
    }
    String protocol = protocols.next();
    open(request, protocol, name, place)
        .addListener(
            (Future<Tunnel> opening) -> {
              if (!opening.isSuccess()) {
                refused(request, protocol, opening.cause());
              } else if (closed) {
                opener.close(opening.getNow(), () -> {});
              } else {
                opened(request, opening.getNow());
                openEach(protocols, request, sameName(name, opening.getNow().url()), place);
              }
            });
  }

  private Future<Tunnel> open(ReqTunnel request, String protocol, Name name, Object place) {
    TunnelRules rules;
    try {
      rules = TunnelRules.of(request);
    } catch (TunnelException refused) {
      return loop.newFailedFuture(refused);
    }
    TunnelRequest asked =
        new TunnelRequest(protocol, name, request.remotePort(), rules, owner, place);
    return opener.open(asked, loop);
  }

  private void opened(ReqTunnel request, Tunnel tunnel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.TUN).ownedBy(tunnel.toString());
    log.info("Registered new tunnel on: {}", control);
    open.put(tunnel, log);
    hadAny = true;
    answers.answer(
        new NewTunnel(request.reqId(), tunnel.url().toString(), tunnel.url().protocol(), ""));
  }

  private void refused(ReqTunnel request, String protocol, Throwable cause) {
    if (closed) {
      return;
    }
    NewTunnel refusal = new NewTunnel(request.reqId(), "", protocol, Failures.oneLine(cause));
    if (!hadAny) {
      requests.clear();
      answers.refusedTheOnlyOne(refusal); // and the queue stays busy: nothing more is opened
    } else {
      answers.answer(refusal);
      next();
    }
  }

  /** The name for the next protocol of a request: a random one is kept. */
  private static Name sameName(Name name, PublicUrl url) {
    boolean random = name.hostname().isEmpty() && name.subdomain().isEmpty();
    if (!random || url.protocol().equals("tcp")) {
      return name;
    }
    return new Name("", url.host().substring(0, url.host().indexOf('.')));
  }

  /** Closes the tunnel with this URL, if it is one of these; its visitors stay. */
  void close(String url) {
    assert loop.inEventLoop();
    List<Tunnel> closing =
        open.keySet().stream().filter(tunnel -> tunnel.url().toString().equals(url)).toList();
    for (Tunnel tunnel : closing) {
      ConnectionLog log = open.remove(tunnel);
      if (log != null) {
        log.info("Closing tunnel: its client wants so");
      }
      opener.close(tunnel, () -> {});
    }
  }

  /** Frees all names and ports, then runs {@code done}, on any thread. */
  void closeAll(Runnable done) {
    assert loop.inEventLoop();
    closed = true;
    requests.clear();
    AtomicInteger left = new AtomicInteger(open.size() + 1);
    Runnable oneDone =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.run();
          }
        };
    open.forEach(
        (tunnel, log) -> {
          log.info("Closing tunnel");
          opener.close(tunnel, oneDone);
        });
    open.clear();
    oneDone.run();
  }
}
