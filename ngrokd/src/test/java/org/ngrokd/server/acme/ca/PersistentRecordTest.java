package org.ngrokd.server.acme.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.shredzone.acme4j.toolbox.JSON;

class PersistentRecordTest {
  private static final JSON OFFERED =
      JSON.parse(
          """
          {"type": "dns-persist-01", "url": "https://ca.example/chall/1", "status": "pending",
           "issuer-domain-names": ["ca.example", "ca.example.org"]}
          """);

  private static URL account() throws Exception {
    return URI.create("https://ca.example/acct/7").toURL();
  }

  @Test
  void namesTheIssuerAndTheAccount() throws Exception {
    assertThat(PersistentRecord.of(OFFERED, "example.com", account(), false))
        .hasToString(
            "_validation-persist.example.com. TXT \"ca.example;"
                + " accounturi=https://ca.example/acct/7\"");
  }

  @Test
  void saysThatAllNamesBelowAreMeant() throws Exception {
    assertThat(PersistentRecord.of(OFFERED, "example.com", account(), true).value())
        .isEqualTo("ca.example; accounturi=https://ca.example/acct/7; policy=wildcard");
  }

  @Test
  void aChallengeWithoutAnIssuerProvesNothing() {
    JSON none = JSON.parse("{\"type\": \"dns-persist-01\", \"issuer-domain-names\": []}");

    assertThatThrownBy(() -> PersistentRecord.of(none, "example.com", account(), false))
        .isInstanceOf(NotProven.class);
  }
}
