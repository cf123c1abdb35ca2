package org.ngrokd.client.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.client.traffic.Counts;

/**
 * The resources of the agent API, whose fields are named and nested as ngrok's documentation of its
 * agents has them ("ngrok Agent API"). Written in snake case.
 */
final class AgentResources {
  private AgentResources() {}

  /** {@code GET /api/status}. */
  record Status(String status, String agentVersion, StatusSession session, String uri) {}

  record StatusSession(List<Leg> legs) {}

  /**
   * @param latency of the last ping, in milliseconds
   */
  record Leg(String region, long latency) {}

  /**
   * {@code GET /api/tunnels}.
   *
   * @param refused what the server does not open: ours alone
   */
  record Tunnels(List<Tunnel> tunnels, List<Refused> refused, String uri) {}

  /**
   * One protocol of a tunnel that the server does not open.
   *
   * @param nextAttempt in the form of RFC 3339
   */
  record Refused(String name, String proto, String reason, String nextAttempt) {}

  /** One protocol of a tunnel. */
  record Tunnel(
      String name,
      String uri,
      String publicUrl,
      String proto,
      TunnelConfig config,
      Metrics metrics) {}

  record TunnelConfig(String addr, boolean inspect) {}

  record Metrics(Map<String, Object> conns, Map<String, Object> http) {}

  /**
   * An exchange; {@code GET /api/requests/http} has a list of them.
   *
   * @param start in the form of RFC 3339
   * @param duration in nanoseconds
   */
  record Request(
      String uri,
      String id,
      String tunnelName,
      String remoteAddr,
      String start,
      long duration,
      RequestPart request,
      ResponsePart response) {}

  /**
   * @param raw head and body, in base64
   */
  record RequestPart(
      String method, String proto, Map<String, List<String>> headers, String uri, String raw) {}

  record ResponsePart(
      String status, int statusCode, String proto, Map<String, List<String>> headers, String raw) {}

  /** Rates are a second, times in nanoseconds. */
  static Map<String, Object> counts(Counts counts, boolean hasGauge) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("count", counts.total());
    if (hasGauge) {
      fields.put("gauge", counts.open());
    }
    fields.put("rate1", counts.rates().one());
    fields.put("rate5", counts.rates().five());
    fields.put("rate15", counts.rates().fifteen());
    fields.put("p50", counts.times().p50().toNanos());
    fields.put("p90", counts.times().p90().toNanos());
    fields.put("p95", counts.times().p95().toNanos());
    fields.put("p99", counts.times().p99().toNanos());
    return fields;
  }
}
