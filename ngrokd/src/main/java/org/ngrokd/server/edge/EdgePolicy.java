package org.ngrokd.server.edge;

import java.time.Duration;
import org.ngrokd.server.tunnel.PoolBalance;
import org.ngrokd.streams.net.CidrList;

/**
 * How visitors are treated.
 *
 * @param head what a request head may be
 * @param idle longest silence between two requests of a connection
 * @param minBodyRate slowest pace of a request's body, in bytes per second; 0 for any
 * @param forwarding what the local service is told of the visitor
 * @param redirectToHttps whether every visitor by http is sent to https, where the tunnel has it
 * @param leaving how long a service may be silent towards a visitor who has finished sending,
 *     before that one is taken for gone
 * @param pools by which rule clients that share a name have its visitors
 */
public record EdgePolicy(
    HeadLimits head,
    Duration idle,
    int minBodyRate,
    Forwarding forwarding,
    boolean redirectToHttps,
    Duration leaving,
    PoolBalance pools) {
  /** What holds unless told otherwise. */
  public static final EdgePolicy DEFAULT =
      new EdgePolicy(HeadLimits.DEFAULT, Duration.ofSeconds(60), 100, Forwarding.DEFAULT, false);

  /** Clients that share a name have visitors in turn. */
  public EdgePolicy(
      HeadLimits head,
      Duration idle,
      int minBodyRate,
      Forwarding forwarding,
      boolean redirectToHttps,
      Duration leaving) {
    this(head, idle, minBodyRate, forwarding, redirectToHttps, leaving, PoolBalance.IN_TURN);
  }

  /** With the usual patience for visitors who have finished sending. */
  public EdgePolicy(
      HeadLimits head,
      Duration idle,
      int minBodyRate,
      Forwarding forwarding,
      boolean redirectToHttps) {
    this(head, idle, minBodyRate, forwarding, redirectToHttps, Duration.ofSeconds(10));
  }

  /**
   * What a request head may be.
   *
   * @param bytes its longest length, in bytes
   * @param lines most header lines
   * @param time longest time from its first byte to its last, and from a new connection's begin
   */
  public record HeadLimits(int bytes, int lines, Duration time) {
    public static final HeadLimits DEFAULT = new HeadLimits(64 * 1024, 100, Duration.ofSeconds(10));
  }

  /**
   * How it is known who a visitor is, and what the local service is told of that in {@code
   * X-Forwarded-*} headers.
   *
   * @param enabled whether it is told anything; otherwise heads pass as they are
   * @param trustedProxies peers whose own {@code X-Forwarded-*} headers are believed
   * @param proxyProtocol whether public connections begin with a header of the PROXY protocol;
   *     those of trusted proxies only, where there are some
   */
  public record Forwarding(boolean enabled, CidrList trustedProxies, boolean proxyProtocol) {
    public static final Forwarding DEFAULT = new Forwarding(true, CidrList.NONE);

    /** Without PROXY protocol. */
    public Forwarding(boolean enabled, CidrList trustedProxies) {
      this(enabled, trustedProxies, false);
    }
  }
}
