package org.ngrokd.server.acme.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.ScriptedAcme.Answer;
import org.ngrokd.server.testing.NoSolver;

/** What is made of the answers of a CA that Pebble does not give. */
class Acme4jCaTest {
  @TempDir private Path directory;

  private ScriptedAcme server;
  private Acme4jCa ca;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedAcme.start(directory);
    ca = new Acme4jCa(server.issuer(), KeyKind.ECDSA_P256.newKeyPair(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Identity issued() {
    return CertificateAuthority.create("some", KeyKind.ECDSA_P256, Instant.now())
        .issueServer("example.net", KeyKind.ECDSA_P256, Instant.now());
  }

  private CaException refusal(Optional<Identity> replaces) {
    Ca.Wanted wanted = new Ca.Wanted(List.of("a.example.net"), KeyKind.ECDSA_P256, replaces);
    return catchThrowableOfType(CaException.class, () -> ca.obtain(wanted, new NoSolver()));
  }

  @Test
  void rateLimitSaysWhenToAskAgain() {
    server.answer("/order", Answer.problem(429, "rateLimited", Map.of("Retry-After", "7200")));

    CaException refusal = refusal(Optional.empty());

    assertThat(refusal.kind()).isEqualTo(CaException.Kind.RATE_LIMITED);
    assertThat(refusal.notBefore().orElseThrow())
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(110)), Instant.now().plus(Duration.ofHours(2)));
  }

  /** Who is not known to the CA has ordered nothing; what was wrong may be put right at once. */
  @Test
  void accountThatIsRefusedIsNoOrder() {
    server.answer("/account", Answer.problem(403, "externalAccountRequired", Map.of()));
    assertThat(refusal(Optional.empty()).isOrdered()).isFalse();

    server.answer("/account", Answer.problem(403, "unauthorized", Map.of()));
    assertThat(refusal(Optional.empty()).isOrdered()).isFalse();
  }

  @Test
  void nameThatIsRefusedWasOrdered() {
    server.answer("/order", Answer.problem(403, "rejectedIdentifier", Map.of()));

    assertThat(refusal(Optional.empty()).isOrdered()).isTrue();
  }

  @Test
  void rateLimitOfARenewalIsNotAskedOnceMore() {
    server.answer("/order", Answer.problem(429, "rateLimited", Map.of("Retry-After", "7200")));

    assertThat(refusal(Optional.of(issued())).kind()).isEqualTo(CaException.Kind.RATE_LIMITED);

    assertThat(server.asked.stream().filter("/order"::equals)).hasSize(1);
  }

  @Test
  void nameThatTheCaDoesNotLikeIsRefused() {
    server.answer("/order", Answer.problem(403, "rejectedIdentifier", Map.of()));

    assertThat(refusal(Optional.empty()).kind()).isEqualTo(CaException.Kind.REFUSED);
  }

  @Test
  void accountThatIsLostIsMadeAnewOnce() {
    server.answer("/order", Answer.problem(400, "accountDoesNotExist", Map.of()));

    assertThat(refusal(Optional.empty()).kind()).isEqualTo(CaException.Kind.REFUSED);

    assertThat(server.asked.stream().filter("/account"::equals)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html>Bad gateway</html>", "{", "[]", "{}", "null", "{\"status\":7}"})
  void nonsenseIsAFailureInOneLine(String body) {
    server.answer("/order", new Answer(201, "application/json", Map.of(), body));

    CaException failure = refusal(Optional.empty());

    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 404, 200})
  void directoryThatIsNoneIsAFailureInOneLine(int status) {
    server.answer("/dir", new Answer(status, "text/html", Map.of(), "<html>soon back</html>"));

    CaException failure = refusal(Optional.empty());

    assertThat(failure.kind()).isEqualTo(CaException.Kind.AWAY);
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void caThatIsDownIsAway() {
    server.close();

    assertThat(refusal(Optional.empty()).kind()).isEqualTo(CaException.Kind.AWAY);
  }

  @Test
  void windowAndWhenToAskAgainAreTheCas() throws CaException {
    server.answer(
        "/renewal",
        Answer.json(
                200,
                "{\"suggestedWindow\":{\"start\":\"2026-05-01T00:00:00Z\","
                    + "\"end\":\"2026-05-02T00:00:00Z\"}}")
            .with("Retry-After", "21600"));

    RenewalWindow window = ca.renewal(issued()).orElseThrow();

    assertThat(window.start()).isEqualTo("2026-05-01T00:00:00Z");
    assertThat(window.end()).isEqualTo("2026-05-02T00:00:00Z");
    assertThat(window.askAgain())
        .isBetween(
            Instant.now().plus(Duration.ofHours(5)), Instant.now().plus(Duration.ofHours(7)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"suggestedWindow\":{\"start\":\"soon\"}}", "[1]"})
  void windowThatIsNoneIsAFailure(String body) {
    server.answer("/renewal", new Answer(200, "application/json", Map.of(), body));

    CaException failure = catchThrowableOfType(CaException.class, () -> ca.renewal(issued()));

    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).isNotBlank().doesNotContain("\n");
  }
}
