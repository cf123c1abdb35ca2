package org.ngrokd.kit.moving;

import java.util.Map;

/** The newest names of the keys that {@code frpc.ini} and {@code frps.ini} have in common. */
public final class LegacyNames {
  private static final Map<String, String> SHARED =
      Map.ofEntries(
          Map.entry("token", "auth.token"),
          Map.entry("authentication_method", "auth.method"),
          Map.entry("authenticate_heartbeats", "auth.additionalScopes"),
          Map.entry("authenticate_new_work_conns", "auth.additionalScopes"),
          Map.entry("assets_dir", "webServer.assetsDir"),
          Map.entry("pprof_enable", "webServer.pprofEnable"),
          Map.entry("log_file", "log.to"),
          Map.entry("log_level", "log.level"),
          Map.entry("log_max_days", "log.maxDays"),
          Map.entry("disable_log_color", "log.disablePrintColor"),
          Map.entry("tls_cert_file", "transport.tls.certFile"),
          Map.entry("tls_key_file", "transport.tls.keyFile"),
          Map.entry("tls_trusted_ca_file", "transport.tls.trustedCaFile"),
          Map.entry("tcp_mux", "transport.tcpMux"),
          Map.entry("tcp_mux_keepalive_interval", "transport.tcpMuxKeepaliveInterval"),
          Map.entry("heartbeat_timeout", "transport.heartbeatTimeout"),
          Map.entry("udp_packet_size", "udpPacketSize"));

  private LegacyNames() {}

  /**
   * The newest name of a key; a key that nobody has renamed is itself.
   *
   * @param own the names that only one of the two files has
   */
  public static String of(String key, Map<String, String> own) {
    String newest = own.containsKey(key) ? own.get(key) : SHARED.get(key);
    if (newest != null) {
      return newest;
    }
    if (key.startsWith("oidc_")) {
      return "auth.oidc." + key;
    }
    return key.startsWith("quic_") ? "transport.quic." + key : key;
  }
}
