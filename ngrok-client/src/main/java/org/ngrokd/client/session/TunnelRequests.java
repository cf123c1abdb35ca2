package org.ngrokd.client.session;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;

/**
 * Asks for the configured tunnels and matches the answers. All protocols of a tunnel are asked for
 * in one request, as the original does; a server that does not answer that, or refuses it, is asked
 * again with one protocol per request.
 *
 * <p>Confined to its event loop. Protocol: §6, §12.
 */
final class TunnelRequests {
  /** A server that is silent for this long has not understood a request with several protocols. */
  static final Duration JOINED_WITHIN = Duration.ofSeconds(5);

  /** A server that is silent for this long will not answer at all. */
  static final Duration SINGLE_WITHIN = Duration.ofSeconds(30);

  /** What 1.7 answers. */
  private static final String NO_TLS = "Protocol tls is not supported";

  private static final String NO_TLS_MEANS =
      ": this server is too old for tls tunnels; use https, or tcp with a port of its own";

  private final EventExecutor loop;
  private final Outcome outcome;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private final Map<String, TunnelConfig> givenUp = new HashMap<>();
  private Optional<String> lastRefusal = Optional.empty();
  private boolean over;

  /** Where requests and results go. */
  interface Outcome {
    void send(ReqTunnel request);

    void opened(Route route);

    /**
     * A tunnel was refused.
     *
     * @param error the server's, or says that there was no answer
     */
    void refused(TunnelConfig tunnel, String error);

    /** Every tunnel is open. */
    void allOpen();
  }

  /** A request on its way. */
  private record Pending(TunnelConfig tunnel, boolean joined, List<String> unanswered) {}

  TunnelRequests(EventExecutor loop, Outcome outcome) {
    this.loop = loop;
    this.outcome = outcome;
  }

  /** Asks for all of them. */
  void ask(List<TunnelConfig> tunnels) {
    for (TunnelConfig tunnel : tunnels) {
      ask(tunnel, List.copyOf(tunnel.services().keySet()));
    }
    finishIfDone();
  }

  /** Nothing is waited for any more that concerns this tunnel. */
  void forget(TunnelConfig tunnel) {
    pending.values().removeIf(each -> each.tunnel().equals(tunnel));
    finishIfDone();
  }

  /** The session is over: nothing more is asked or told. */
  void stop() {
    over = true;
  }

  /**
   * The server's last refusal, if something is still unanswered: a server that refuses the only
   * tunnel hangs up, and what was asked instead is not answered any more.
   */
  Optional<String> refusalLeftOpen() {
    return pending.isEmpty() ? Optional.empty() : lastRefusal;
  }

  private void ask(TunnelConfig tunnel, List<String> protocols) {
    String reqId = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    boolean joined = protocols.size() > 1;
    pending.put(reqId, new Pending(tunnel, joined, new ArrayList<>(protocols)));
    outcome.send(
        new ReqTunnel(
            reqId,
            String.join("+", protocols),
            tunnel.hostname(),
            tunnel.subdomain(),
            tunnel.options().httpAuth(),
            tunnel.options().remotePort(),
            tunnel.settings()));
    Duration patience = joined ? JOINED_WITHIN : SINGLE_WITHIN;
    loop.schedule(() -> unanswered(reqId), patience.toNanos(), TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  /** An answer of the server. */
  void answered(NewTunnel answer) {
    String reqId = requestOf(answer).orElse("");
    Pending asked = pending.get(reqId);
    if (!answer.error().isEmpty()) {
      lastRefusal = Optional.of(answer.error());
    }
    if (asked == null) {
      return; // to a request that is settled
    }
    if (answer.error().isEmpty()) {
      opened(reqId, asked, answer);
    } else {
      failed(reqId, asked, answer.error());
    }
  }

  private void opened(String reqId, Pending asked, NewTunnel answer) {
    String protocol = protocolOf(answer);
    if (!asked.unanswered().remove(protocol)) {
      return; // a protocol that was not asked for, or is open already
    }
    outcome.opened(new Route(asked.tunnel(), protocol, answer.url()));
    if (asked.unanswered().isEmpty()) {
      pending.remove(reqId);
    }
    finishIfDone();
  }

  private void failed(String reqId, Pending asked, String error) {
    if (asked.joined()) {
      askOneByOne(reqId, asked);
    } else {
      outcome.refused(asked.tunnel(), error.equals(NO_TLS) ? NO_TLS + NO_TLS_MEANS : error);
    }
  }

  private void unanswered(String reqId) {
    Pending asked = over ? null : pending.get(reqId);
    if (asked != null) {
      failed(reqId, asked, "no answer within " + SINGLE_WITHIN.toSeconds() + " s");
    }
  }

  private void askOneByOne(String reqId, Pending asked) {
    pending.remove(reqId);
    givenUp.put(reqId, asked.tunnel());
    for (String protocol : asked.unanswered()) {
      ask(asked.tunnel(), List.of(protocol));
    }
  }

  /**
   * Which request an answer is for: by its ReqId; a late one to a request that was given up settles
   * what was asked instead; an answer without a known ReqId is for the oldest that it fits.
   */
  private Optional<String> requestOf(NewTunnel answer) {
    if (pending.containsKey(answer.reqId())) {
      return Optional.of(answer.reqId());
    }
    boolean success = answer.error().isEmpty();
    TunnelConfig formerly = givenUp.get(answer.reqId());
    if (formerly != null && !success) {
      return Optional.empty();
    }
    return pending.entrySet().stream()
        .filter(each -> formerly == null || each.getValue().tunnel().equals(formerly))
        .filter(each -> !success || each.getValue().unanswered().contains(protocolOf(answer)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String protocolOf(NewTunnel answer) {
    int colon = answer.url().indexOf("://");
    return answer.protocol().isEmpty() && colon > 0
        ? answer.url().substring(0, colon)
        : answer.protocol();
  }

  private void finishIfDone() {
    if (pending.isEmpty()) {
      outcome.allOpen();
    }
  }
}
