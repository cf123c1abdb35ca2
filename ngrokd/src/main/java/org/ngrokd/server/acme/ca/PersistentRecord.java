package org.ngrokd.server.acme.ca;

import java.net.URL;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * A TXT record that lets an account have certificates for as long as it is there (dns-persist-01).
 *
 * @param name without a final dot
 */
record PersistentRecord(String name, String value) {
  static final String CHALLENGE = "dns-persist-01";

  private static final String PREFIX = "_validation-persist.";

  /**
   * What a CA wants to see.
   *
   * @param challenge as the CA offers it
   * @param domain whose name it proves
   * @param account its address at the CA
   * @param wildcard whether all names below are proven, too
   * @throws NotProven when the challenge does not say by whom certificates are issued
   */
  static PersistentRecord of(JSON challenge, String domain, URL account, boolean wildcard)
      throws NotProven {
    String issuer =
        challenge.get("issuer-domain-names").asArray().stream()
            .findFirst()
            .map(JSON.Value::asString)
            .orElseThrow(() -> new NotProven("the CA's dns-persist-01 names no issuer"));
    return new PersistentRecord(
        PREFIX + domain,
        issuer + "; accounturi=" + account + (wildcard ? "; policy=wildcard" : ""));
  }

  /** As it stands in a zone's file. */
  @Override
  public String toString() {
    return name + ". TXT \"" + value + "\"";
  }
}
