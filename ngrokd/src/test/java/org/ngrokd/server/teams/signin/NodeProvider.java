package org.ngrokd.server.teams.signin;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Admission;
import org.ngrokd.server.teams.TeamsOptions.Claims;
import org.ngrokd.server.teams.TeamsOptions.Client;

/** The provider of src/test/npm/provider.mjs, where scripts/test has installed what it needs. */
final class NodeProvider implements AutoCloseable {
  private static final Path INSTALLED = Path.of("target/npm");
  private static final Path SCRIPT = Path.of("src/test/npm/provider.mjs");
  private static final Pattern FORM =
      Pattern.compile("<form[^>]*action=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROMPT = Pattern.compile("name=\"prompt\" value=\"([^\"]*)\"");

  private final Process node;
  private final BufferedReader said;
  final URI issuer;

  private NodeProvider(Process node) throws IOException {
    this.node = node;
    this.said = node.inputReader();
    this.issuer = URI.create(Objects.requireNonNull(said.readLine(), "it ended at once"));
  }

  /** Whether it can be started here. */
  static boolean isThere() {
    return Files.isDirectory(INSTALLED.resolve("node_modules/oidc-provider"));
  }

  static NodeProvider start() throws IOException {
    Path script = INSTALLED.resolve(SCRIPT.getFileName());
    Files.copy(SCRIPT, script, StandardCopyOption.REPLACE_EXISTING);
    return new NodeProvider(
        new ProcessBuilder("node", script.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  TeamsOptions.Provider options() {
    return new TeamsOptions.Provider(
        "company",
        "The Company",
        issuer,
        new Client("our-client", "not-a-real-secret", Client.SCOPES),
        Claims.DEFAULT,
        Admission.EVERYBODY);
  }

  /** Tells it where browsers are sent back to. */
  void serve(URI server) throws IOException {
    node.getOutputStream()
        .write((server + OidcPages.CALLBACK + "\n").getBytes(StandardCharsets.US_ASCII));
    node.getOutputStream().flush();
    if (!"ready".equals(said.readLine())) {
      throw new IOException("it is not ready");
    }
  }

  /**
   * Does at its pages what a person does: says a name, and yes.
   *
   * @return what our own server answers to who comes back
   */
  static Browser.Shown signIn(Browser browser, Browser.Shown leaving, String name) {
    Browser.Shown at = leaving;
    for (int i = 0; i < 12; i++) {
      if (at.status() / 100 == 3) {
        URI next = at.location();
        at = browser.get(next);
        if (next.getPath().equals(OidcPages.CALLBACK)) {
          return at;
        }
      } else {
        at = browser.submit(at, found(FORM, at), form(found(PROMPT, at), name));
      }
    }
    throw new AssertionError("no way back: " + at);
  }

  private static List<String> form(String prompt, String name) {
    return prompt.equals("login")
        ? List.of("prompt", prompt, "login", name, "password", "any")
        : List.of("prompt", prompt);
  }

  private static String found(Pattern pattern, Browser.Shown page) {
    Matcher found = pattern.matcher(page.body());
    if (!found.find()) {
      throw new AssertionError(pattern + " is not in " + page);
    }
    return found.group(1);
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
