package org.ngrokd.server.acme.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.SetClock;
import org.ngrokd.server.testing.TestResponder;

/** What is shown of what a responder says, against one that says all kinds of things. */
class StaplerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** With one that lets it wait. */
  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(2);

  private final SetClock clock = SetClock.atNoon();
  private Stapler stapler = new Stapler(clock, PATIENCE, true);
  private TestResponder responder;
  private Identity identity;
  private CapturedLog log;

  @BeforeEach
  void start() throws IOException {
    responder = TestResponder.start(clock);
    identity = responder.issue("a.example.net");
    log = CapturedLog.at(Level.INFO);
  }

  @AfterEach
  void stop() {
    log.close();
    responder.close();
  }

  private Optional<byte[]> look() throws InterruptedException {
    stapler.look(List.of(identity));
    return stapler.staple(identity);
  }

  @Test
  void wordIsAskedForOnceAndAgainWhenHalfItsTimeIsOver() throws Exception {
    assertThat(stapler.isFor(identity)).isTrue();
    assertThat(stapler.staple(identity)).as("nobody is asked for a handshake").isEmpty();

    assertThat(look()).isPresent();
    clock.advance(Duration.ofHours(47));
    assertThat(look()).isPresent();
    assertThat(responder.asked).hasValue(1);

    clock.advance(Duration.ofHours(2));
    assertThat(look()).isPresent();
    assertThat(responder.asked).hasValue(2);
  }

  @Test
  void wordIsShownUntilItsEndWhileTheResponderIsAway() throws Exception {
    byte[] word = look().orElseThrow();
    responder.close();

    clock.advance(Duration.ofHours(95));
    assertThat(look()).hasValue(word);
    clock.advance(Duration.ofHours(1));
    assertThat(look()).isEmpty();
  }

  @Test
  void certificateThatNamesNoResponderIsNobodysBusiness() throws Exception {
    Identity without = responder.issueWithout("a.example.net");

    stapler.look(List.of(without));

    assertThat(stapler.isFor(without)).isFalse();
    assertThat(stapler.staple(without)).isEmpty();
    assertThat(responder.asked).hasValue(0);
  }

  @Test
  void wordWithoutAnEndIsAskedForAgainWithinHours() throws Exception {
    responder.life = Optional.empty();
    assertThat(look()).isPresent();

    clock.advance(Duration.ofHours(3));
    assertThat(look()).isPresent();

    assertThat(responder.asked).hasValue(2);
  }

  @Test
  void whomTheCaLetsAnswerIsBelieved() throws Exception {
    responder.delegate = Optional.of(responder.somebody(true));

    assertThat(look()).isPresent();
  }

  @Test
  void whomTheCaDoesNotLetAnswerIsNot() throws Exception {
    responder.delegate = Optional.of(responder.somebody(false));
    assertThat(look()).isEmpty();

    clock.advance(Duration.ofHours(1));
    responder.delegate = Optional.of(TestResponder.stranger());
    assertThat(look()).isEmpty();
  }

  @Test
  void nonsenseIsToldOnceAndNotShown() throws Exception {
    for (String body :
        List.of("", "no", "<html>soon back</html>", "0\u0003\n\u0001\u0006", "x".repeat(99_999))) {
      responder.nonsense = Optional.of(body.getBytes(StandardCharsets.ISO_8859_1));

      assertThat(look()).as(body).isEmpty();
      clock.advance(Duration.ofMinutes(6));
    }

    assertThat(responder.asked).hasValue(5);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("WARN No answer of the OCSP responder " + responder.address() + " for ")
        .endsWith("; visitors are served without it")
        .doesNotContain("\n");

    responder.nonsense = Optional.empty();
    assertThat(look()).isPresent();
    assertThat(log.lines(Level.INFO)).singleElement().asString().endsWith("answers again");
  }

  @Test
  void answerForAnotherCertificateIsNotShown() throws Exception {
    Identity other = responder.issue("other.example.net");
    stapler.look(List.of(other));
    responder.nonsense = stapler.staple(other);

    assertThat(look()).isEmpty();
  }

  @Test
  void revokedOneIsToldAndGoesWithoutAWord() throws Exception {
    responder.status = new RevokedStatus(Date.from(clock.instant()), 1);

    assertThat(look()).isEmpty();
    assertThat(log.lines()).singleElement().asString().contains("is revoked");
  }

  @Test
  void unknownOneGoesWithoutAWord() throws Exception {
    responder.status = new UnknownStatus();

    assertThat(look()).isEmpty();
  }

  @Test
  void oldAnswerIsNotShown() throws Exception {
    responder.life = Optional.of(Duration.ofSeconds(-1));

    assertThat(look()).isEmpty();
  }

  /** Once for all certificates, and not again before a pause. */
  @Test
  @Timeout(120)
  void responderThatIsSilentIsNotWaitedForLong() throws Exception {
    stapler = new Stapler(clock, LITTLE_PATIENCE, true);
    responder.isSilent = true;
    List<Identity> many =
        List.of(identity, responder.issue("b.example.net"), responder.issue("c.example.net"));

    stapler.look(many);

    assertThat(responder.asked).hasValue(1);
    assertThat(log.lines()).singleElement().asString().contains("no answer within 2 s");
  }

  @Test
  @Timeout(120)
  void responderThatNeverEndsItsAnswerIsNotWaitedForLong() throws Exception {
    stapler = new Stapler(clock, LITTLE_PATIENCE, true);
    responder.drips = true;

    assertThat(look()).isEmpty();
    assertThat(log.lines()).singleElement().asString().contains("no answer within 2 s");
  }

  @Test
  void whatIsShownNoMoreIsForgotten() throws Exception {
    assertThat(look()).isPresent();
    assertThat(stapler.size()).isEqualTo(1);

    stapler.look(List.of());

    assertThat(stapler.size()).isZero();
  }

  @Test
  void whereTlsCannotShowItNobodyIsAskedAndThatIsToldOnce() throws Exception {
    Stapler jdk = new Stapler(Clock.systemUTC(), PATIENCE, false);

    jdk.look(List.of(identity));
    jdk.look(List.of(identity));

    assertThat(jdk.isFor(identity)).isFalse();
    assertThat(responder.asked).hasValue(0);
    assertThat(log.lines()).singleElement().asString().contains("the JDK's TLS");
  }

  @Test
  void momentOfTheAnswerMayBeALittleAheadOfOurs() throws Exception {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(4));
    byte[] ahead = look().orElseThrow();

    Question question = new Question(identity.leaf(), Responder.issuer(identity));

    assertThat(question.read(ahead, before).answer()).isEqualTo(ahead);
  }
}
