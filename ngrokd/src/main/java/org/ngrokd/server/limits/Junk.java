package org.ngrokd.server.limits;

import java.util.Locale;

/** Kinds of connections that lead to nothing, and of which there may be floods. */
public enum Junk {
  NOT_TLS("did not speak TLS"),
  TLS_FAILED("failed at TLS"),
  CERTIFICATE_REFUSED("refused our certificate"),
  TIMED_OUT("timed out"),
  RULE_BROKEN("broke a rule of the protocol"),
  NO_PROXY_HEADER("had no valid PROXY header"),
  UNKNOWN_CLIENT("named a client that is not here"),
  OTHER_VERSION("spoke another version of the protocol"),
  TOO_LONG("sent a field that is too long"),
  UNKNOWN_TOKEN("had no token that we know"),
  REFUSED_TUNNEL("asked for a tunnel that they did not get");

  private final String did;

  Junk(String did) {
    this.did = did;
  }

  /** As the metrics call it: "not_tls". */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What they did, after "17 more connections". */
  String did() {
    return did;
  }
}
