package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.Failures;

/** Opens tunnels that have a public port. Safe from any thread. */
final class PortOpener {
  private static final Pattern REMEMBERED_PORT = Pattern.compile("tcp://.*:([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  /** How often a port of a pool is tried that another member opens, or closes, at this moment. */
  private static final int TRIES = 20;

  private final UrlAssigner urls;
  private final TcpPorts ports;
  private final TcpPortRules rules;
  private final Openings openings;
  private final Contest contest;

  /** How it is decided between several who want a port. */
  record Contest(ContestedName contested, PoolEntry pools) {}

  PortOpener(
      UrlAssigner urls, TcpPorts ports, TcpPortRules rules, Openings openings, Contest contest) {
    this.urls = urls;
    this.ports = ports;
    this.rules = rules;
    this.openings = openings;
    this.contest = contest;
  }

  void open(Asked asked) {
    int port = asked.request().remotePort();
    if (port != 0) {
      Optional<String> refused = rules.refusal(port, asked.account());
      if (refused.isPresent()) {
        asked.refuse(TunnelException.binding(refused.get()));
      } else {
        take(asked, port, TRIES);
      }
      return;
    }
    Optional<Integer> own = asked.request().isPooled() ? ofClient(asked) : Optional.empty();
    if (own.isPresent()) {
      contest.pools().join(asked, url(own.get()), new AnyPort(asked));
    } else {
      any(asked);
    }
  }

  private void any(Asked asked) {
    List<Integer> candidates = rules.candidates(remembered(asked), asked.account());
    if (candidates.isEmpty()) {
      asked.refuse(TunnelException.binding("no port is left for you"));
    } else {
      listen(asked, candidates.iterator(), asked::refuse);
    }
  }

  private PublicUrl url(int port) {
    return new PublicUrl(TunnelProtocol.TCP, urls.domain() + ":" + port);
  }

  /** A port that the client asks for may be that of its own life before, or of a pool. */
  private void take(Asked asked, int port, int triesLeft) {
    if (asked.request().isPooled()) {
      contest.pools().join(asked, url(port), new ThisPort(asked, port, triesLeft));
    } else {
      contend(asked, port, asked::refuse);
    }
  }

  private void contend(Asked asked, int port, Consumer<TunnelException> failed) {
    Runnable listen = () -> listen(asked, List.of(port).iterator(), failed);
    contest.contested().decide(asked.request(), url(port), listen, listen);
  }

  /** The client's port before, where it has no pool to come back to. */
  private final class AnyPort implements PoolEntry.Otherwise {
    private final Asked asked;

    AnyPort(Asked asked) {
      this.asked = asked;
    }

    @Override
    public void notShared() {
      any(asked);
    }

    @Override
    public void free() {
      any(asked);
    }

    @Override
    public void otherRules() {
      any(asked);
    }
  }

  /** A port by its number. */
  private final class ThisPort implements PoolEntry.Otherwise {
    private final Asked asked;
    private final int port;
    private final int triesLeft;

    ThisPort(Asked asked, int port, int triesLeft) {
      this.asked = asked;
      this.port = port;
      this.triesLeft = triesLeft;
    }

    @Override
    public void notShared() {
      contend(asked, port, asked::refuse);
    }

    /** Nobody has its name; but who is about to get it may listen already. */
    @Override
    public void free() {
      contend(
          asked,
          port,
          failed -> {
            if (triesLeft > 0) {
              PoolEntry.later(asked, () -> take(asked, port, triesLeft - 1));
            } else {
              asked.refuse(failed);
            }
          });
    }

    @Override
    public void otherRules() {
      asked.refuse(TunnelException.otherRules(url(port)));
    }
  }

  /** Tries the ports one after the other. */
  private void listen(Asked asked, Iterator<Integer> candidates, Consumer<TunnelException> failed) {
    int port = candidates.next();
    ports
        .listen(port)
        .addListener(
            (Future<TcpPorts.Listener> listening) -> {
              if (listening.isSuccess()) {
                took(asked, listening.getNow(), candidates, failed);
              } else if (port != 0 && candidates.hasNext()) {
                listen(asked, candidates, failed);
              } else {
                failed.accept(
                    TunnelException.binding(
                        "port " + port + ": " + Failures.oneLine(listening.cause())));
              }
            });
  }

  /** A port of the system's choice may be somebody else's. */
  private void took(
      Asked asked,
      TcpPorts.Listener listener,
      Iterator<Integer> candidates,
      Consumer<TunnelException> failed) {
    Optional<String> refused = rules.refusal(listener.port(), asked.account());
    if (refused.isEmpty()) {
      claim(asked, listener, candidates, failed);
    } else if (candidates.hasNext()) {
      listener.close(() -> listen(asked, candidates, failed));
    } else {
      listener.close(() -> asked.refuse(TunnelException.binding(refused.get())));
    }
  }

  /** A port that is open here may be another server's, which has its name. */
  private void claim(
      Asked asked,
      TcpPorts.Listener listener,
      Iterator<Integer> candidates,
      Consumer<TunnelException> failed) {
    PublicUrl url = url(listener.port());
    Asked orClosed = new Asked(asked.request(), asked.loop().newPromise(), asked.loop());
    openings.claim(
        orClosed,
        List.of(url),
        claim -> serve(asked, claim, listener),
        () -> {
          if (candidates.hasNext()) {
            listener.close(() -> listen(asked, candidates, failed));
          } else {
            orClosed.refuse(TunnelException.alreadyRegistered(url));
          }
        });
    orClosed
        .opened()
        .addListener(refused -> listener.close(() -> asked.opened().setFailure(refused.cause())));
  }

  private void serve(Asked asked, Claim claim, TcpPorts.Listener listener) {
    Tunnel tunnel = openings.serve(asked, claim, listener::close);
    urls.affinity().remember(tunnel.url(), asked.request().owner());
    asked.account().hasPort(listener.port());
    asked.opened().setSuccess(tunnel); // first: the client has to hear of it before its visitors
    listener.serve(claim.holder() instanceof Pool pool ? pool : tunnel);
  }

  private Optional<Integer> remembered(Asked asked) {
    return port(urls.affinity().remembered(TunnelProtocol.TCP, asked.request().owner()));
  }

  private Optional<Integer> ofClient(Asked asked) {
    return port(urls.affinity().rememberedOfClient(TunnelProtocol.TCP, asked.request().owner()));
  }

  private static Optional<Integer> port(Optional<String> remembered) {
    return remembered
        .map(REMEMBERED_PORT::matcher) // it may come from a file
        .filter(Matcher::matches)
        .map(url -> Integer.parseInt(url.group(1)))
        .filter(port -> port <= MAX_PORT);
  }
}
