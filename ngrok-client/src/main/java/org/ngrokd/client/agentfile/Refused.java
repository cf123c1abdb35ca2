package org.ngrokd.client.agentfile;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What today's agents can ask for that tunnels of ngrokd do not have: protections, and rules. It is
 * never ignored: who asked would believe himself behind it.
 */
public final class Refused {
  private Refused() {}

  /** Why, by how the names of keys begin; options have the same names with dashes. */
  public static Map<String, String> reasons() {
    String signIn =
        "visitors cannot be asked to sign in elsewhere yet; use basic auth (--basic-auth,"
            + " basic_auth), certificates (--mutual-tls-cas, mutual_tls_cas) or networks"
            + " (--cidr-allow, allow_cidrs)";
    String policy =
        "there are no traffic policies; single options do some of it: basic_auth, allow_cidrs,"
            + " deny_cidrs, user agents, request and response headers, compression,"
            + " circuit_breaker";
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("oauth", signIn);
    reasons.put("oidc", signIn);
    reasons.put("saml", signIn);
    reasons.put(
        "verify_webhook",
        "signatures of webhooks are not checked on the way; check them in the service, or let in"
            + " the sender's networks only (--cidr-allow, allow_cidrs)");
    reasons.put("traffic_policy", policy);
    reasons.put("policy", policy);
    return reasons;
  }

  /** Refuses them. */
  static void in(Keys keys) {
    Map<String, String> reasons = reasons();
    reasons.forEach(keys::refused);
    keys.refused("traffic_policy_file", reasons.getOrDefault("policy", ""))
        .refused("traffic_policy_url", reasons.getOrDefault("policy", ""))
        .refused("labels", "there are no edges; give proto and addr");
  }
}
