package org.ngrokd.server.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Target;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.traces.Collector.Answer;
import org.ngrokd.server.traces.Collector.Fate;
import org.ngrokd.streams.memory.Backlog;

class ExporterTest {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final int ROOM = 20_000;

  private final ScriptedCollector collector = new ScriptedCollector();
  private final Backlog<Span> backlog = new Backlog<>(ROOM, MOMENT);
  private Exporter exporter = exporter(Duration.ofSeconds(30));

  private Exporter exporter(Duration all) {
    return new Exporter(
        backlog,
        new SpanFormat("1"),
        collector,
        new Exporter.Patience(Duration.ofSeconds(1), MOMENT, MOMENT, all));
  }

  @BeforeEach
  void begin() {
    exporter.start();
  }

  @AfterEach
  void stop() {
    collector.gate.countDown();
    exporter.close();
  }

  private static Span span(String path) {
    return new Span(
        Span.Place.below(null),
        new Span.Asked(TunnelProtocol.HTTP, "192.0.2.1:1", "GET", Target.of(path), "a.example", ""),
        Optional.empty(),
        new Span.Times(1, 2, 3, 4),
        new Span.Ended(200, Optional.empty(), 1, 1, Outcome.FINISHED));
  }

  private boolean offer(String path) {
    return backlog.offer(span(path), span(path).bytes());
  }

  @Test
  void whatIsNotTakenNowIsSentAgain() throws Exception {
    collector.answers.add(new Answer(Fate.LATER, "busy"));
    collector.answers.add(new Answer(Fate.LATER, "busy"));
    assertThat(offer("/a")).isTrue();

    assertThat(collector.next()).contains("/a");
    assertThat(collector.next()).contains("/a");
    assertThat(collector.next()).contains("/a");
    await().until(() -> exporter.sent() == 1);
    assertThat(backlog.dropped()).isZero();
  }

  @Test
  void whatIsRefusedIsCountedAndNotSentAgain() throws Exception {
    collector.answers.add(new Answer(Fate.REFUSED, "it answers with 400"));
    assertThat(offer("/a")).isTrue();
    assertThat(collector.next()).contains("/a");
    await().until(() -> backlog.dropped() == 1);

    assertThat(offer("/b")).isTrue();
    assertThat(collector.next()).contains("/b").doesNotContain("/a");
  }

  @Test
  void whatNobodyTakesIsGivenUp() throws Exception {
    exporter.close();
    Backlog<Span> other = new Backlog<>(ROOM, MOMENT);
    Exporter impatient =
        new Exporter(
            other,
            new SpanFormat("1"),
            spans -> new Answer(Fate.LATER, "away"),
            new Exporter.Patience(MOMENT, MOMENT, MOMENT, Duration.ofMillis(20)));
    impatient.start();
    assertThat(other.offer(span("/a"), 100)).isTrue();

    await().until(() -> other.dropped() == 1);
    impatient.close();
  }

  @Test
  void whileACollectorIsSlowWhatHasNoRoomIsDroppedAndNobodyWaits() throws Exception {
    collector.gate = new CountDownLatch(1);
    assertThat(offer("/first")).isTrue();
    assertThat(collector.next()).contains("/first");
    int taken = 0;
    while (offer("/more")) {
      taken++;
    }

    assertThat(taken).isBetween(5, ROOM / span("/more").bytes());
    assertThat(backlog.dropped()).isEqualTo(1);
    collector.gate.countDown();
    long all = taken + 1L;
    await().until(() -> exporter.sent() == all);
  }

  @Test
  void troubleIsToldOnceAndItsEndToo() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      collector.answers.add(new Answer(Fate.REFUSED, "it answers with 400"));
      collector.answers.add(new Answer(Fate.REFUSED, "it answers with 400"));
      for (int i = 1; i <= 3; i++) {
        assertThat(offer("/a")).isTrue();
        assertThat(collector.next()).contains("/a");
        int done = i;
        await().until(() -> backlog.dropped() + exporter.sent() == done);
      }

      await().until(() -> log.lines().size() >= 2);
      assertThat(log.lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("does not take traces: it answers with 400"),
              line -> assertThat(line).contains("Traces are taken again; 2 were not"));
    }
  }

  @Test
  void whatWaitsIsSentBeforeItEnds() throws Exception {
    assertThat(offer("/last")).isTrue();
    exporter.close();

    assertThat(collector.next()).contains("/last");
  }
}
