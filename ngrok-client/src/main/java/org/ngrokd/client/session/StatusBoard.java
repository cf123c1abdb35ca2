package org.ngrokd.client.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ngrokd.client.config.TunnelConfig;

/** How the client fares, for who looks at it. Written on the control event loop, read by any. */
public final class StatusBoard implements SessionEvents {
  private final InstantSource clock;
  private volatile Optional<String> reserve = Optional.empty();
  private volatile Status status =
      new Status(State.CONNECTING, "", "", Optional.empty(), Optional.empty(), List.of());

  /** What the client is doing. */
  public enum State {
    CONNECTING,
    ONLINE,
    WAITING,
    REFUSED
  }

  /**
   * The client at a moment.
   *
   * @param serverVersion of the last server that accepted us, or ""
   * @param reason why it is not online, or ""
   * @param nextAttempt when it connects again
   * @param latency of the last ping of this session
   * @param routes the open tunnels, in the order they were opened
   * @param refused what the server does not open, while it opens others
   */
  public record Status(
      State state,
      String serverVersion,
      String reason,
      Optional<Instant> nextAttempt,
      Optional<Duration> latency,
      List<Route> routes,
      List<Refused> refused) {
    /** Nothing is refused. */
    public Status(
        State state,
        String serverVersion,
        String reason,
        Optional<Instant> nextAttempt,
        Optional<Duration> latency,
        List<Route> routes) {
      this(state, serverVersion, reason, nextAttempt, latency, routes, List.of());
    }

    public Status {
      routes = List.copyOf(routes);
      refused = List.copyOf(refused);
    }

    private Status with(State next, String why, Optional<Instant> attempt) {
      return new Status(next, serverVersion, why, attempt, Optional.empty(), List.of());
    }

    private Status with(List<Route> open, List<Refused> notOpen) {
      return new Status(state, serverVersion, reason, nextAttempt, latency, open, notOpen);
    }

    private List<Refused> refusedBut(TunnelConfig tunnel, String protocol) {
      return refused.stream()
          .filter(each -> !each.refusal().isOf(tunnel, protocol))
          .collect(Collectors.toCollection(ArrayList::new));
    }
  }

  /**
   * One protocol of a tunnel that the server does not open.
   *
   * @param nextAttempt when it is asked for again
   */
  public record Refused(Refusal refusal, Instant nextAttempt) {}

  /**
   * @param clock the time of day
   */
  public StatusBoard(InstantSource clock) {
    this.clock = clock;
  }

  public Status status() {
    return status;
  }

  /** The reason of the wait stays until the next attempt has succeeded. */
  @Override
  public void connecting() {
    status = status.with(State.CONNECTING, status.reason(), Optional.empty());
  }

  @Override
  public void online(String serverVersion) {
    status =
        new Status(State.ONLINE, serverVersion, "", Optional.empty(), Optional.empty(), List.of());
  }

  @Override
  public void opened(Route route) {
    List<Route> open = new ArrayList<>(status.routes());
    open.add(route);
    status = status.with(open, status.refusedBut(route.config(), route.protocol()));
  }

  @Override
  public void tunnelRefused(Refusal refusal, Duration wait) {
    List<Refused> refused = status.refusedBut(refusal.tunnel(), refusal.protocol());
    refused.add(new Refused(refusal, clock.instant().plus(wait)));
    status = status.with(status.routes(), refused);
  }

  @Override
  public void closed(Route route) {
    List<Route> open = new ArrayList<>(status.routes());
    open.remove(route);
    List<Refused> others =
        status.refused().stream()
            .filter(each -> !each.refusal().tunnel().equals(route.config()))
            .toList();
    status = status.with(open, others);
  }

  @Override
  public void ponged(Duration latency) {
    Status now = status;
    status =
        new Status(
            now.state(),
            now.serverVersion(),
            now.reason(),
            now.nextAttempt(),
            Optional.of(latency),
            now.routes(),
            now.refused());
  }

  /** The server at which a connection waits in case that this one goes, "host:port". */
  public Optional<String> reserve() {
    return reserve;
  }

  @Override
  public void inReserve(Optional<String> server) {
    reserve = server;
  }

  @Override
  public void waiting(String reason, Duration wait) {
    status = status.with(State.WAITING, reason, Optional.of(clock.instant().plus(wait)));
  }

  @Override
  public void refused(String reason) {
    status = status.with(State.REFUSED, reason, Optional.empty());
  }
}
