package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example in docs/accounts.md is a file that we take. */
class AccountsDocTest {
  @Test
  void theExampleIsRight() throws IOException {
    String page = Files.readString(Path.of("../docs/accounts.md"));
    int from = page.indexOf("```yaml\n") + 8;

    Users users = UsersFile.parse("accounts.md", page.substring(from, page.indexOf("```", from)));

    User alice = users.named("alice").orElseThrow();
    assertThat(alice.allowance().names().subdomains()).hasToString("alice, alice-*");
    assertThat(alice.allowance().quota())
        .isEqualTo(new Allowance.Quota(10, 50, 10L << 20, 2L << 20));
    assertThat(users.named("bob")).isPresent();
  }
}
