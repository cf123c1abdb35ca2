package org.ngrokd.server.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void aTraceIsReadWithTheFlagWhetherItIsKept() {
    assertThat(TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-01")))
        .isEqualTo(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-02")))
        .isEqualTo(new TraceParent(TRACE, SPAN, false));
  }

  @Test
  void ofAVersionToComeTheBeginningIsRead() {
    assertThat(TraceParent.of(List.of("cc-" + TRACE + "-" + SPAN + "-01-what-is-this")))
        .isEqualTo(new TraceParent(TRACE, SPAN, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
      })
  void whatIsNoneIsAsIfItWereNotThere(String value) {
    assertThat(TraceParent.of(List.of(value))).isNull();
  }

  @Test
  void twoAreAsIfTheyWereNotThere() {
    String good = "00-" + TRACE + "-" + SPAN + "-01";

    assertThat(TraceParent.of(List.of(good, good))).isNull();
    assertThat(TraceParent.of(List.of())).isNull();
  }

  @Test
  void newOnesHaveTheFormThatIsRead() {
    String header = Span.Place.below(null).header();

    assertThat(TraceParent.of(List.of(header))).isNotNull();
    assertThat(TraceParent.newTrace()).hasSize(32).isNotEqualTo(TraceParent.newTrace());
  }
}
