package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.web.PageConnections;

class PageConnectionsTest {
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final PageConnections connections = new PageConnections(clock.eventLoop());
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  PageConnectionsTest() {
    clock.freezeTime();
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    clock.finishAndReleaseAll();
  }

  private EmbeddedChannel connection() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    connections.add(channel);
    return channel;
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      clock.advanceTimeBy(1, TimeUnit.SECONDS);
      clock.runScheduledPendingTasks();
      channels.forEach(EmbeddedChannel::runPendingTasks);
    }
  }

  @Test
  void oneThatAsksNothingIsClosed() {
    EmbeddedChannel silent = connection();

    seconds(55);
    assertThat(silent.isOpen()).isTrue();
    seconds(25);

    assertThat(silent.isOpen()).isFalse();
    assertThat(connections.size()).isZero();
  }

  @Test
  void oneThatAsksAgainStays() {
    EmbeddedChannel busy = connection();

    for (int i = 0; i < 10; i++) {
      seconds(50);
      connections.answering(busy);
      connections.asking(busy);
    }

    assertThat(busy.isOpen()).isTrue();
  }

  @Test
  void oneWhoseAnswerTakesLongStays() {
    EmbeddedChannel waiting = connection();
    connections.answering(waiting);

    seconds(110);
    assertThat(waiting.isOpen()).isTrue();
    seconds(40);

    assertThat(waiting.isOpen()).isFalse();
  }

  @Test
  void oneThatTakesNothingOfItsAnswerIsClosed() {
    EmbeddedChannel stalled = connection();
    connections.answering(stalled);
    stalled.write("of an answer").addListener(sent -> {}); // and not flushed

    seconds(90);

    assertThat(stalled.isOpen()).isFalse();
  }

  @Test
  void oneThatTakesItsAnswerSlowlyStays() {
    EmbeddedChannel slow = connection();
    connections.answering(slow);

    for (int i = 0; i < 10; i++) {
      slow.write("a piece").addListener(sent -> {});
      seconds(30);
    }

    assertThat(slow.isOpen()).isTrue();
  }

  @Test
  void pageThatIsOpenIsAskedWhetherItLivesAndStaysWhileItDoes() {
    EmbeddedChannel page = connection();
    connections.live(page);
    seconds(20);
    assertThat(page.<Object>readOutbound()).isInstanceOf(PingWebSocketFrame.class);

    for (int i = 0; i < 10; i++) {
      connections.live(page); // its pong
      seconds(50);
    }
    assertThat(page.isOpen()).isTrue();

    seconds(30);
    assertThat(page.isOpen()).isFalse();
  }

  @Test
  void whereThereAreTooManyTheOneGoesThatWasSilentForLongest() {
    EmbeddedChannel page = connection();
    connections.live(page);
    EmbeddedChannel answered = connection();
    connections.answering(answered);
    seconds(1);
    EmbeddedChannel first = connection();
    seconds(1);
    for (int i = 3; i < PageConnections.MOST; i++) {
      connection();
    }
    assertThat(first.isOpen()).isTrue();

    EmbeddedChannel next = connection();

    assertThat(first.isOpen()).isFalse();
    assertThat(List.of(page, answered, next)).allMatch(EmbeddedChannel::isOpen);
    assertThat(connections.size()).isEqualTo(PageConnections.MOST);
  }

  @Test
  void oneThatClosesMakesRoom() {
    for (int i = 0; i < 3 * PageConnections.MOST; i++) {
      connection().close().addListener(closed -> {});
    }

    assertThat(connections.size()).isZero();
  }
}
