package org.ngrokd.client.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
   * @param latency of the last ping, as "87ms"
   */
  record Leg(String region, String latency) {}

  /**
   * {@code GET /api/tunnels}.
   *
   * @param refused what the server does not open: ours alone
   */
  record Tunnels(List<Map<String, Object>> tunnels, List<Refused> refused, String uri) {}

  /**
   * One protocol of a tunnel that the server does not open.
   *
   * @param nextAttempt in the form of RFC 3339
   */
  record Refused(String name, String proto, String reason, String nextAttempt) {}

  /**
   * One protocol of a tunnel, as {@code /api/tunnels} tells it. A map, for libraries look for its
   * {@code ID} in capitals.
   */
  static Map<String, Object> tunnel(
      Names names, String publicUrl, String proto, TunnelConfig config, Metrics metrics) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", names.name());
    fields.put("ID", names.id());
    fields.put("uri", names.uri());
    fields.put("public_url", publicUrl);
    fields.put("proto", proto);
    fields.put("config", config);
    fields.put("metrics", metrics);
    return fields;
  }

  /**
   * What a tunnel or endpoint is called by.
   *
   * @param id the same for as long as its URL is
   * @param uri of the resource
   */
  record Names(String name, String id, String uri) {}

  /**
   * One protocol of a tunnel, as {@code /api/endpoints} tells it.
   *
   * @param metrics null in lists
   */
  record Endpoint(
      String name,
      String id,
      String uri,
      String url,
      String proto,
      Upstream upstream,
      boolean inspect,
      boolean poolingEnabled,
      String metadata,
      String description,
      @Nullable Metrics metrics) {}

  /**
   * A local service.
   *
   * @param protocol "http1" or "http2"; null where it speaks something else
   * @param proxyProtocol "1" or "2"; null where it gets none
   */
  record Upstream(String url, @Nullable String protocol, @Nullable String proxyProtocol) {}

  /** {@code GET /api/endpoints}. */
  record Endpoints(List<Endpoint> endpoints, String uri) {}

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
