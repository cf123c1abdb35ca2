package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitRecordTest {
  private static final String NAME = "_acme-challenge.a.example";

  /** The question's name, TXT, IN, 60 s, "one". */
  private static final String ONE =
      "84000001000100000000" + "Q" + "c00c001000010000003c0004036f6e65";

  private static final String TWO =
      "84000001000100000000" + "Q" + "c00c001000010000003c00040374776f";

  /** "on" and "e": strings of a record belong together. */
  private static final String IN_PARTS =
      "84000001000100000000" + "Q" + "c00c001000010000003c0005026f6e0165";

  private static final String NOTHING = "84030001000000000000" + "Q";

  private final List<Duration> pauses = new ArrayList<>();

  private AwaitRecord await(ScriptedNameServer... servers) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (ScriptedNameServer each : servers) {
      addresses.add(each.address());
    }
    return new AwaitRecord(
        record -> new NameServers.Found(record, addresses, false),
        new Lookup(Duration.ofSeconds(1)),
        Duration.ofSeconds(6),
        pauses::add);
  }

  @Test
  void goesOnWhenEveryServerShowsTheRecord() throws Exception {
    try (ScriptedNameServer first = new ScriptedNameServer(i -> IN_PARTS);
        ScriptedNameServer second =
            new ScriptedNameServer(i -> i == 0 ? NOTHING : i == 1 ? TWO : ONE)) {
      await(first, second).await(NAME, "one");

      assertThat(second.asked()).isEqualTo(3);
      assertThat(pauses).hasSize(2);
    }
  }

  @Test
  void saysWhichServerDoesNotShowItInTime() throws Exception {
    try (ScriptedNameServer first = new ScriptedNameServer(i -> ONE);
        ScriptedNameServer second = new ScriptedNameServer(i -> NOTHING)) {
      assertThatThrownBy(() -> await(first, second).await(NAME, "one"))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the TXT record of %s is not on 127.0.0.1:%d within 6 s"
                  .formatted(NAME, second.address().getPort()));
    }
  }

  @Test
  void aSilentServerIsNotWaitedForWhereAnotherAnswers() throws Exception {
    try (ScriptedNameServer first = new ScriptedNameServer(i -> ONE);
        ScriptedNameServer silent = new ScriptedNameServer(i -> "")) {
      await(first, silent).await(NAME, "one");

      assertThat(silent.asked()).isEqualTo(2);
      assertThat(pauses).isEmpty();
    }
  }

  @Test
  void answersToOtherQuestionsAreNotBelieved() throws Exception {
    String other =
        "84000001000100000000"
            + "0161"
            + "00"
            + "00100001"
            + "c00c00100001"
            + "0".repeat(8)
            + "0004036f6e65";
    try (ScriptedNameServer wrong = new ScriptedNameServer(i -> other)) {
      assertThatThrownBy(
              () -> new Lookup(Duration.ofMillis(100)).ask(wrong.address(), NAME, Types.TXT, false))
          .hasMessageEndingWith("does not answer");
    }
  }

  @Test
  void damagedAnswersAreToldAndNotMore() throws Exception {
    for (String damaged :
        List.of(
            "8400000100010000" + "0000" + "Q" + "c0ff", // points behind its end
            "84000001000100000000" + "Q" + "c02b" + "00100001", // a circle, to itself
            "84000001ffff00000000" + "Q", // more records than there are
            "84000001000100000000" + "Q" + "c00c001000010000003cffff01")) {
      try (ScriptedNameServer server = new ScriptedNameServer(i -> damaged)) {
        assertThatThrownBy(
                () ->
                    new Lookup(Duration.ofSeconds(20))
                        .ask(server.address(), NAME, Types.TXT, false))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("a name server's answer");
      }
    }
  }
}
