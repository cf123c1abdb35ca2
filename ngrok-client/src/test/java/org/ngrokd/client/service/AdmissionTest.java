package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.client.service.Admission.Outcome;

class AdmissionTest {
  private static Admission admission(List<String> allow, List<String> deny, int most) {
    return new Admission(new VisitorRules(allow, deny, most, false));
  }

  @Test
  void withoutRulesEverybodyIsWelcome() {
    Admission admission = admission(List.of(), List.of(), 0);

    assertThat(admission.enter("")).isEqualTo(Outcome.WELCOME);
    assertThat(admission.enter("203.0.113.7:1")).isEqualTo(Outcome.WELCOME);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:80, WELCOME",
    "[::ffff:10.1.2.3]:80, WELCOME",
    "10.9.9.9:80, NOT_ALLOWED",
    "203.0.113.7:80, NOT_ALLOWED",
    "[2001:db8::1]:80, NOT_ALLOWED",
    "'', NOT_ALLOWED",
    "unknown, NOT_ALLOWED"
  })
  void deniedGoesBeforeAllowedAndUnknownIsNotLetIn(String address, Outcome verdict) {
    assertThat(admission(List.of("10.0.0.0/8"), List.of("10.9.0.0/16"), 0).enter(address))
        .isEqualTo(verdict);
  }

  @Test
  void placeIsFreeAgainWhenAVisitorLeaves() {
    Admission admission = admission(List.of(), List.of(), 2);
    assertThat(admission.enter("")).isEqualTo(Outcome.WELCOME);
    assertThat(admission.enter("")).isEqualTo(Outcome.WELCOME);
    assertThat(admission.enter("")).isEqualTo(Outcome.TOO_MANY);
    assertThat(admission.enter("")).isEqualTo(Outcome.TOO_MANY);

    admission.leave();

    assertThat(admission.enter("")).isEqualTo(Outcome.WELCOME);
    assertThat(admission.enter("")).isEqualTo(Outcome.TOO_MANY);
  }
}
