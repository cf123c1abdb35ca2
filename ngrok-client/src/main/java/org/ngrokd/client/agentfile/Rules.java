package org.ngrokd.client.agentfile;

import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Scalar;

/** What tunnels and endpoints have in common. */
final class Rules {
  private Rules() {}

  /** Whether the service's certificate is checked, and by whose word: false wins. */
  static Keys verify(Keys keys, String verify, String cas) {
    return keys.as(verify, "verify_upstream")
        .taken(
            cas,
            value -> {
              if (!keys.told(verify).equals("false")) {
                keys.put(value, "verify_upstream", text -> text.equals("host") ? "true" : text);
              }
            });
  }

  static void networks(Keys keys) {
    keys.as("allow_cidrs", "allow_cidrs").as("deny_cidrs", "deny_cidrs");
  }

  static void terminateAt(Keys keys, YamlNode value, Notes notes) {
    String place = value instanceof Scalar text ? text.text() : "";
    boolean hasCertificate = keys.has("crt") && keys.has("key");
    if (place.equals("edge")) {
      notes.error(
          value,
          "terminate_at: edge is refused: use 'proto: http', whose TLS ends at the server, or"
              + " 'terminate_at: agent' with crt and key");
    } else if (place.equals("agent") ? !hasCertificate : !place.equals("upstream")) {
      notes.error(
          value,
          place.equals("agent")
              ? "terminate_at: agent needs crt and key"
              : "terminate_at is '" + place + "'; expected agent or upstream");
    } else if (place.equals("upstream") && keys.told("proto").equals("http")) {
      notes.error(
          value,
          "terminate_at: upstream is for 'proto: tls': of http tunnels the server ends the TLS");
    } else if (place.equals("upstream") && keys.has("crt")) {
      notes.error(value, "terminate_at: upstream does not go with crt and key");
    }
  }
}
