package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.OpenSsh;
import org.ngrokd.server.testing.SshKeygen;

/** Who gets in by OpenSSH's client, and who does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshLoginIT {
  private static final String ALICES = "alice-token-0123456789";
  private static final String BOBS = "bobs-token-0123456789";

  private SshKeygen keygen;
  private SshServer gateway;

  @BeforeAll
  void start(@TempDir Path given) throws IOException {
    keygen = new SshKeygen(given);
    String unused = keygen.make("ca", "-t", "ed25519");
    unused = keygen.make("other-ca", "-t", "ed25519");
    unused = keygen.make("nobodys", "-t", "ed25519");
    unused = keygen.make("certified", "-t", "ed25519");
    List<String> keys = new ArrayList<>();
    keys.add(keygen.make("ed25519", "-t", "ed25519"));
    keys.add(keygen.make("rsa", "-t", "rsa", "-b", "2048"));
    for (String bits : List.of("256", "384", "521")) {
      keys.add(keygen.make("ecdsa" + bits, "-t", "ecdsa", "-b", bits));
    }
    gateway = SshServer.withUsers(given, Optional.of(keygen.file("ca.pub")), alice(keys), bob());
  }

  private static String alice(List<String> keys) {
    return "alice: {token: \"%s\", subdomains: [shop, \"dev-*\"], ssh_keys: [\"%s\"]}"
        .formatted(TokenHash.of(ALICES), String.join("\", \"", keys));
  }

  private static String bob() {
    return "bob: {token: \"%s\", subdomains: [bobs]}".formatted(TokenHash.of(BOBS));
  }

  @AfterAll
  void stop() throws Exception {
    gateway.close();
  }

  private void shellOf(String command, String host) throws Exception {
    try (OpenSsh ssh = gateway.type(command)) {
      assertThat(ssh.line()).startsWith("http://" + host + ".tunnel.example");
      assertThat(gateway.visit(host + ".tunnel.example")).startsWith("HTTP/1.1 200 ");
    }
  }

  private void refused(String command) throws Exception {
    try (OpenSsh ssh = gateway.type(command)) {
      assertThat(ssh.exitCode()).isEqualTo(255);
      assertThat(ssh.complaints()).contains("Permission denied");
      assertThat(ssh.rest()).isEmpty();
    }
  }

  @Test
  void tokenAsThePassword() throws Exception {
    String unused = gateway.shell().withPassword(ALICES).home().toString();

    shellOf("ssh -R 80:localhost:WEB me@H", "shop");
  }

  @Test
  void tokenAsTheUserName() throws Exception {
    shellOf("ssh -o BatchMode=yes -R 80:localhost:WEB " + ALICES + "@H", "shop");
    shellOf("ssh -R dev-1:80:localhost:WEB " + ALICES + "+force@H", "dev-1");
  }

  @Test
  void wrongTokenIsRefusedAndNotInTheLog(@TempDir Path other) throws Exception {
    try (SshServer strict = SshServer.withUsers(other, bob());
        CapturedLog log = CapturedLog.at(Level.INFO)) {
      strict.shell().withPassword("hunter2-hunter2-hunter2");

      try (OpenSsh ssh = strict.type("ssh -R 80:localhost:WEB secret-secret-secret@H")) {
        assertThat(ssh.complaints()).contains("Permission denied");
      }
      assertThat(String.join("\n", log.lines()))
          .contains("Refused (peer 127.0.0.1:")
          .doesNotContain("hunter2", "secret-secret", "Exception");
    }
  }

  @Test
  void nameAloneIsNobody() throws Exception {
    refused("ssh -o BatchMode=yes -R 80:localhost:WEB alice@H");
    refused("ssh -o BatchMode=yes -R 80:localhost:WEB " + ALICES.replace('9', '8') + "@H");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521"})
  void keysOfAnAccount(String key) throws Exception {
    shellOf("ssh -i " + keygen.file(key) + " -R 80:localhost:WEB anything@H", "shop");
  }

  @Test
  void keyOfNobody() throws Exception {
    refused("ssh -o BatchMode=yes -i " + keygen.file("nobodys") + " -R 80:localhost:WEB alice@H");
  }

  /** The public half is known to many: it is offered, and nobody shows to have the other. */
  @Test
  void keyThatIsOnlyOfferedIsNoIdentity() throws Exception {
    gateway.shell().withPassword(BOBS);

    shellOf("ssh -i " + keygen.file("ed25519.pub") + " -R 80:localhost:WEB alice@H", "bobs");
    refused("ssh -o BatchMode=yes -i " + keygen.file("ed25519.pub") + " -R 80:localhost:WEB H");
  }

  @ParameterizedTest
  @CsvSource({
    "-n alice",
    "'-n bob,alice -V -1h:+1h'",
    "'-n alice -O clear -O permit-port-forwarding'",
    "'-n alice -O source-address=127.0.0.0/8'"
  })
  void certificateOfOurCa(String options) throws Exception {
    String file = certificate("ca", options);
    String host = options.contains("bob") ? "bobs" : "shop";

    shellOf("ssh -i " + file + " -R 80:localhost:WEB someone@H", host);
  }

  @ParameterizedTest
  @CsvSource({
    "other-ca, -n alice",
    "ca, -n nobody",
    "ca, ''",
    "ca, '-n alice -V -2d:-1d'",
    "ca, '-n alice -V +1d:+2d'",
    "ca, '-n alice -O source-address=203.0.113.0/24'",
    "ca, '-n alice -O clear'",
    "ca, '-n alice -O no-port-forwarding'",
    "ca, '-n alice -O critical:made-up@example.com=1'",
    "ca, '-h -n alice'"
  })
  void certificateThatIsNotValidHere(String ca, String options) throws Exception {
    refused("ssh -o BatchMode=yes -i " + certificate(ca, options) + " -R 80:localhost:WEB alice@H");
  }

  /** Signs a key that is in nobody's list. */
  private String certificate(String ca, String options) {
    List<String> words = new ArrayList<>(List.of("-q", "-s", keygen.file(ca).toString()));
    words.addAll(List.of("-I", "test"));
    if (!options.isEmpty()) {
      words.addAll(List.of(options.split(" ", -1)));
    }
    words.add(keygen.file("certified.pub").toString());
    String unused = keygen.run(words.toArray(String[]::new));
    return keygen.file("certified").toString();
  }

  @Test
  void whoLosesHisKeyGoes(@TempDir Path other) throws Exception {
    String line = keygen.make("mallory", "-t", "ed25519");
    try (SshServer strict = SshServer.withUsers(other, alice(List.of(line)), bob());
        OpenSsh ssh = strict.type("ssh -i " + keygen.file("mallory") + " -R 80:localhost:WEB H")) {
      assertThat(ssh.line()).startsWith("http://shop.");

      SshServer.users(
          other, "alice: {token: \"" + TokenHash.of(ALICES) + "\", subdomains: [shop]}", bob());
      strict.server().reloadUsers();

      assertThat(ssh.exitCode()).isEqualTo(255);
      assertThat(strict.visit("shop.tunnel.example")).contains("404");
    }
  }
}
