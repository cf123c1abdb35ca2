package org.ngrokd.client.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.ngrokd.server.teams.TeamsOptions;

/** A certified OpenID provider (npm's oidc-provider), on loopback, as a process. */
final class SignInService implements AutoCloseable {
  private static final Path INSTALLED = Path.of("../ngrokd/target/npm");
  private static final Path SCRIPT = Path.of("../ngrokd/src/test/npm/provider.mjs");

  private final Process node;
  private final BufferedReader said;
  private final URI issuer;

  private SignInService(Process node) throws IOException {
    this.node = node;
    this.said = node.inputReader();
    this.issuer = URI.create(Objects.requireNonNull(said.readLine(), "it ended at once"));
  }

  /** Skips the test where it is not installed; scripts/test installs it where there is npm. */
  static SignInService start() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(INSTALLED.resolve("node_modules/oidc-provider")),
        "oidc-provider is not installed: scripts/test does it");
    Path script = INSTALLED.resolve("of-the-client.mjs");
    Files.copy(SCRIPT, script, StandardCopyOption.REPLACE_EXISTING);
    return new SignInService(
        new ProcessBuilder("node", script.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  TeamsOptions.Provider options() {
    return new TeamsOptions.Provider(
        "company",
        "The Company",
        issuer,
        new TeamsOptions.Client("our-client", "not-a-real-secret", TeamsOptions.Client.SCOPES),
        TeamsOptions.Claims.DEFAULT,
        TeamsOptions.Admission.EVERYBODY);
  }

  /** Tells it where the pages are to which it sends browsers back. */
  void serve(String site) throws IOException {
    node.getOutputStream().write((site + "-/oidc/callback\n").getBytes(StandardCharsets.US_ASCII));
    node.getOutputStream().flush();
    if (!"ready".equals(said.readLine())) {
      throw new IOException("it is not ready");
    }
  }

  @Override
  public void close() {
    node.destroyForcibly();
    try {
      node.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
