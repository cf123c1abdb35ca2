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
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Asks for the configured tunnels and matches the answers. All protocols of a tunnel are asked for
 * in one request, as the original does; a server that does not answer that, or refuses it, is asked
 * again with one protocol per request. One that hangs up upon such a request is asked so at once
 * the next time.
 *
 * <p>Confined to its event loop. Protocol: §6, §12.
 */
final class TunnelRequests {
  /** A server that is silent for this long has not understood a request with several protocols. */
  static final Duration JOINED_WITHIN = Duration.ofSeconds(5);

  /** A server that is silent for this long will not answer at all. */
  static final Duration SINGLE_WITHIN = Duration.ofSeconds(30);

  /** Answers that fit no request: a late one to each that was asked again, and many more. */
  private static final int MOST_UNASKED = 1000;

  /** What 1.7 answers. */
  private static final String NO_TLS = "Protocol tls is not supported";

  private static final String NO_TLS_MEANS =
      ": this server is too old for tls tunnels; use https, or tcp with a port of its own";

  private final EventExecutor loop;
  private final boolean joins;
  private final Outcome outcome;
  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private final Map<String, TunnelConfig> givenUp = new HashMap<>();
  private int unasked;
  private boolean over;

  /** Where requests and results go. */
  interface Outcome {
    void send(ReqTunnel request);

    /** What a tunnel needs that this server does not know, in words; empty: it knows all. */
    default Optional<String> lackFor(TunnelConfig tunnel) {
      return Optional.empty();
    }

    void opened(Route route);

    /** One protocol of a tunnel was refused. */
    void refused(Refusal refusal);

    /** This server knows requests for one protocol only. */
    void takesOneByOne();

    /** Nothing is waited for any more: each tunnel is open or was refused. */
    void settled();
  }

  /**
   * Protocols of a tunnel that are to be asked for.
   *
   * @param before where it was at another server of the same cluster
   */
  record Wanted(TunnelConfig tunnel, List<String> protocols, Before before) {
    Wanted(TunnelConfig tunnel, List<String> protocols) {
      this(tunnel, protocols, Before.NOWHERE);
    }

    static Wanted all(TunnelConfig tunnel) {
      return new Wanted(tunnel, List.copyOf(tunnel.services().keySet()));
    }
  }

  /**
   * A request on its way.
   *
   * @param joinedError why the joined request failed in whose place this was sent; "" for silence,
   *     null where there was none
   */
  private record Pending(
      Wanted wanted, boolean joined, List<String> unanswered, @Nullable String joinedError) {
    TunnelConfig tunnel() {
      return wanted.tunnel();
    }
  }

  /**
   * @param joins whether several protocols may be asked for in one request
   */
  TunnelRequests(EventExecutor loop, boolean joins, Outcome outcome) {
    this.loop = loop;
    this.joins = joins;
    this.outcome = outcome;
  }

  /** Asks for all of them. */
  void ask(List<Wanted> all) {
    for (Wanted wanted : all) {
      if (joins) {
        ask(wanted, wanted.protocols(), null);
      } else {
        wanted.protocols().forEach(each -> ask(wanted, List.of(each), null));
      }
    }
    finishIfDone();
  }

  /**
   * Checks that what a tunnel needs can be asked for at all.
   *
   * @throws UserException when something of it is longer than servers take
   */
  static void check(TunnelConfig tunnel) {
    MessageLimits.excess(request(Wanted.all(tunnel), "", ""))
        .ifPresent(
            excess -> {
              throw new UserException("the tunnel " + tunnel.name() + ": " + excess);
            });
  }

  private static ReqTunnel request(Wanted wanted, String reqId, String protocols) {
    TunnelConfig tunnel = wanted.tunnel();
    return new ReqTunnel(
        reqId,
        protocols,
        wanted.before().hostname(tunnel),
        tunnel.subdomain(),
        tunnel.options().httpAuth(),
        wanted.before().remotePort(tunnel),
        tunnel.settings());
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
   * The server has hung up: it refuses the only tunnel so, or a request that it does not
   * understand, and what was asked instead is not answered any more.
   */
  void disconnected() {
    for (Pending each : over ? List.<Pending>of() : List.copyOf(pending.values())) {
      String error = each.joinedError();
      if (error != null && Refusal.isOfTheName(error)) {
        each.unanswered().forEach(protocol -> refused(each.tunnel(), protocol, error));
      } else if (error != null) {
        outcome.takesOneByOne();
      }
    }
  }

  private void ask(Wanted wanted, List<String> protocols, @Nullable String joinedError) {
    TunnelConfig tunnel = wanted.tunnel();
    String reqId = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    boolean joined = protocols.size() > 1;
    ReqTunnel request = request(wanted, reqId, String.join("+", protocols));
    Optional<String> excess = MessageLimits.excess(request).or(() -> outcome.lackFor(tunnel));
    if (excess.isPresent()) { // a server would hang up
      protocols.forEach(protocol -> refused(tunnel, protocol, excess.get()));
      return;
    }
    pending.put(reqId, new Pending(wanted, joined, new ArrayList<>(protocols), joinedError));
    outcome.send(request);
    Duration patience = joined ? JOINED_WITHIN : SINGLE_WITHIN;
    loop.schedule(() -> unanswered(reqId), patience.toNanos(), TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  /** An answer of the server. */
  void answered(NewTunnel answer) {
    String reqId = requestOf(answer).orElse("");
    Pending asked = pending.get(reqId);
    if (asked == null) {
      countUnasked(); // to a request that is settled
      return;
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
      countUnasked();
      return; // a protocol that was not asked for, or is open already
    }
    if (asked.joinedError() != null && answer.reqId().equals(reqId)) {
      outcome.takesOneByOne();
    }
    outcome.opened(new Route(asked.tunnel(), protocol, answer.url()));
    if (asked.unanswered().isEmpty()) {
      pending.remove(reqId);
    }
    finishIfDone();
  }

  private void countUnasked() {
    unasked++;
    if (unasked > MOST_UNASKED) {
      throw new ProtocolException("the server tells of tunnels that nobody asked for, on and on");
    }
  }

  private void failed(String reqId, Pending asked, String error) {
    if (asked.joined()) {
      askOneByOne(reqId, asked, error);
    } else {
      pending.remove(reqId);
      if (asked.wanted().before().isAsked(asked.tunnel())) { // then under any name
        Wanted any = new Wanted(asked.tunnel(), List.copyOf(asked.unanswered()));
        ask(any, any.protocols(), null);
      } else {
        asked.unanswered().forEach(protocol -> refused(asked.tunnel(), protocol, error));
      }
      finishIfDone();
    }
  }

  private void refused(TunnelConfig tunnel, String protocol, String error) {
    String reason = error.equals(NO_TLS) ? NO_TLS + NO_TLS_MEANS : error;
    outcome.refused(new Refusal(tunnel, protocol, reason));
  }

  private void unanswered(String reqId) {
    Pending asked = over ? null : pending.get(reqId);
    if (asked == null) {
      return;
    }
    if (asked.joined()) {
      askOneByOne(reqId, asked, "");
    } else {
      failed(reqId, asked, "no answer within " + SINGLE_WITHIN.toSeconds() + " s");
    }
  }

  private void askOneByOne(String reqId, Pending asked, String error) {
    pending.remove(reqId);
    givenUp.put(reqId, asked.tunnel());
    for (String protocol : asked.unanswered()) {
      ask(asked.wanted(), List.of(protocol), error);
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
    if (pending.isEmpty() && !over) {
      outcome.settled();
    }
  }
}
