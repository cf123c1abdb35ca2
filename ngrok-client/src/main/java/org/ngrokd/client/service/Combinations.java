package org.ngrokd.client.service;

import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.UpstreamOptions;
import org.ngrokd.kit.cli.UserException;

/** What a tunnel cannot be asked for, since one of its settings would do nothing, or harm. */
final class Combinations {
  private Combinations() {}

  /**
   * Checks a tunnel.
   *
   * @throws UserException with the two that do not go together, and what to do
   */
  static void check(TunnelConfig tunnel) {
    TrafficRules rules = tunnel.options().http().traffic();
    UpstreamOptions upstream = tunnel.options().upstream().options();
    boolean isHttp = tunnel.services().keySet().stream().anyMatch(Protocols::isHttp);
    if (!isHttp) {
      refuseIf(rules.isCompressed(), tunnel, "compression is for http tunnels; leave it out");
      refuseIf(
          rules.breaker().isPresent(),
          tunnel,
          "a circuit breaker is for http tunnels; leave it out");
      refuseIf(
          !rules.userAgents().areAll(),
          tunnel,
          "user agents are told in HTTP; leave their filters out, or open an http tunnel");
      refuseIf(
          upstream.isHttp2(),
          tunnel,
          "HTTP/2 is for http tunnels; a tcp or tls tunnel passes it on");
      refuseIf(
          upstream.takesWebSockets(),
          tunnel,
          "WebSockets come to http tunnels: open one for the converter");
    }
    if (upstream.takesWebSockets()) {
      refuseIf(
          upstream.isHttp2(),
          tunnel,
          "the WebSocket converter speaks bare TCP to the service, not HTTP/2; leave one out");
      refuseIf(
          rules.isCompressed(),
          tunnel,
          "what the WebSocket converter sends is never compressed; leave compression out");
      refuseIf(
          !tunnel.options().upstream().paths().isEmpty(),
          tunnel,
          "the WebSocket converter has one service, whatever the path; leave one out");
    }
  }

  private static void refuseIf(boolean isSo, TunnelConfig tunnel, String why) {
    if (isSo) {
      throw new UserException("Tunnel " + tunnel.name() + ": " + why);
    }
  }
}
