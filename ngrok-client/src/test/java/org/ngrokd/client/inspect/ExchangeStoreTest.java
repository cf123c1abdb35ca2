package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.testing.WarnLines;

class ExchangeStoreTest {
  /** A head without headers, and a target of one letter: "GET a HTTP/1.1". */
  private static final long HEAD = 1024 + 2 * (3 + 1 + 8);

  private final List<String> heard = new ArrayList<>();

  private ExchangeStore store(int exchanges, long memory) {
    return new ExchangeStore(new InspectOptions.Capture(true, 10_000, exchanges, memory));
  }

  /** One that is kept, with a target of one letter. */
  private static Exchange begun(ExchangeStore store, String target) {
    Inspector inspector =
        new Inspector(new InspectOptions.Capture(true, 10_000, 1, 0), store); // the store decides
    return Objects.requireNonNull(
        inspector.begin(
            inspector.newId(),
            Script.ORIGIN,
            new SeenRequest("GET", target, "HTTP/1.1", List.of(), SeenBody.EMPTY)));
  }

  /** As {@link #begun}, and is over. */
  private static Exchange over(ExchangeStore store, String target) {
    Exchange exchange = begun(store, target);
    exchange.done("");
    return exchange;
  }

  private static List<String> targets(ExchangeStore store) {
    return store.newestFirst().stream().map(each -> each.seen().request().target()).toList();
  }

  private static Frame frame(int length) {
    return new Frame(Instant.EPOCH, true, Frame.Kind.TEXT, ByteBuffer.allocate(length), length);
  }

  @Test
  void theOldestMakeRoomForTheNew() {
    ExchangeStore store = store(2, 1_000_000);

    over(store, "a");
    over(store, "b");
    over(store, "c");

    assertThat(targets(store)).containsExactly("c", "b");
    assertThat(store.used()).isEqualTo(2 * HEAD);
  }

  @Test
  void theOldestMakeRoomForTheMemoryOfTheNew() {
    ExchangeStore store = store(100, 3 * HEAD);

    over(store, "a");
    over(store, "b");
    over(store, "c");
    over(store, "d");

    assertThat(targets(store)).containsExactly("d", "c", "b");
    assertThat(store.used()).isEqualTo(3 * HEAD);
  }

  @Test
  void oneThatGrowsTakesTheMemoryOfTheOldest() {
    ExchangeStore store = store(100, 4 * HEAD);
    over(store, "a");
    over(store, "b");
    Exchange last = begun(store, "c");

    last.requestBody(Unpooled.wrappedBuffer(new byte[2000]));

    assertThat(targets(store)).containsExactly("c", "b");
    assertThat(last.seen().request().body().isWhole()).isTrue();
    assertThat(store.used()).isEqualTo(2 * HEAD + 2000);
  }

  @Test
  void oneThatIsAloneDoesNotGrowOutOfTheMemory() {
    ExchangeStore store = store(100, HEAD + 1500);
    Exchange only = begun(store, "a");

    only.replyBody(Unpooled.wrappedBuffer(new byte[1100]));
    only.requestBody(Unpooled.wrappedBuffer(new byte[1100]));

    assertThat(targets(store)).containsExactly("a");
    assertThat(only.seen().request().body().bytes()).isEmpty();
    assertThat(only.seen().request().body().size()).isEqualTo(1100);
    assertThat(store.used()).isEqualTo(HEAD + 1100);
  }

  @Test
  void oneThatWasForgottenTakesNoMemoryAsItGrows() {
    ExchangeStore store = store(1, 1_000_000);
    Exchange first = begun(store, "a");
    first.requestBody(Unpooled.wrappedBuffer(new byte[1024]));
    begun(store, "b");

    first.requestBody(Unpooled.wrappedBuffer(new byte[5000]));
    first.frame(frame(5000));

    assertThat(store.used()).isEqualTo(HEAD + Exchange.REMAINDER);
    assertThat(first.seen().request().body().bytes()).isEmpty();
    assertThat(first.seen().request().body().size()).isEqualTo(6024);
    assertThat(first.seen().frames().kept()).isEmpty();
  }

  @Test
  void headersOfAReplyTakeMemory() {
    ExchangeStore store = store(10, 1_000_000);
    Exchange exchange = begun(store, "a");

    exchange.replied(
        new SeenReply(
            "HTTP/1.1", 200, "OK", List.of(new Header("Abc", "1234567")), SeenBody.EMPTY));

    assertThat(store.used()).isEqualTo(HEAD + 2 * (8 + 2) + 2 * 10 + 128);
  }

  @Test
  void oneThatWasForgottenLetsGoOfAllThatItHad() {
    ExchangeStore store = store(1, 1_000_000);
    Exchange first = begun(store, "a");
    first.requestBody(Unpooled.wrappedBuffer(new byte[5000]));
    first.requestEnded(List.of(new Header("a", "b")));
    first.replied(
        new SeenReply(
            "HTTP/1.1", 200, "OK", List.of(new Header("Abc", "1234567")), SeenBody.EMPTY));
    first.replyBody(Unpooled.wrappedBuffer(new byte[5000]));
    first.frame(frame(5000));

    store.clear();

    assertThat(store.used()).isEqualTo(Exchange.REMAINDER);
    SeenExchange seen = first.seen();
    assertThat(seen.request().body().captured().capacity()).isZero();
    assertThat(seen.request().body().trailers()).isEmpty();
    assertThat(seen.reply().orElseThrow().body().captured().capacity()).isZero();
    assertThat(seen.reply().orElseThrow().headers()).isEmpty();
    assertThat(seen.frames()).isEqualTo(new SeenExchange.Frames(List.of(), 1, 5000));
  }

  @Test
  void oneThatWasForgottenIsToldToItsEndAndIsFreeThen() {
    ExchangeStore store = store(10, 1_000_000);
    Exchange exchange = begun(store, "a");
    store.clear();

    exchange.replied(new SeenReply("HTTP/1.1", 200, "OK", List.of(), SeenBody.EMPTY));
    exchange.replyBody(Unpooled.wrappedBuffer(new byte[5000]));
    exchange.replyEnded(List.of(new Header("a", "b")));
    assertThat(store.used()).isEqualTo(Exchange.REMAINDER);
    exchange.requestEnded(List.of());

    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.course().state()).isEqualTo(Course.State.DONE);
    assertThat(store.used()).isZero();
  }

  @Test
  void headOfAReplyForWhichThereIsNoMemoryIsNoMoreThanItsStatus() {
    ExchangeStore store = store(10, 3 * HEAD);
    over(store, "a");
    Exchange exchange = begun(store, "b");

    exchange.replied(
        new SeenReply(
            "HTTP/1.1", 200, "OK", List.of(new Header("Abc", "x".repeat(10_000))), SeenBody.EMPTY));

    assertThat(targets(store)).containsExactly("b");
    assertThat(exchange.seen().reply().orElseThrow().headers()).isEmpty();
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(store.used()).isEqualTo(HEAD);
  }

  @Test
  void requestForWhoseHeadThereIsNoMemoryIsNotKept() {
    ExchangeStore store = store(10, HEAD);

    Exchange none =
        new Inspector(new InspectOptions.Capture(true, 10_000, 1, 0), store)
            .begin(
                "1",
                Script.ORIGIN,
                new SeenRequest("GET", "/longer", "HTTP/1.1", List.of(), SeenBody.EMPTY));

    assertThat(none).isNull();
    assertThat(store.used()).isZero();
  }

  @Test
  void trailersTakeMemory() {
    ExchangeStore store = store(10, 1_000_000);
    Exchange exchange = begun(store, "a");

    exchange.requestEnded(List.of(new Header("a", "b"), new Header("c", "")));
    exchange.replyEnded(List.of(new Header("a", "b")));

    assertThat(store.used()).isEqualTo(HEAD + 2 * (2 + 1 + 2) + 3 * 128);
  }

  @Test
  void trailersForWhichThereIsNoMemoryAreNotKept() {
    ExchangeStore store = store(10, HEAD + 10_000);
    Exchange exchange = begun(store, "a");

    exchange.requestEnded(Collections.nCopies(10_000, new Header("a", "")));

    assertThat(exchange.seen().request().body().trailers()).isEmpty();
    assertThat(store.used()).isEqualTo(HEAD);
  }

  @Test
  void interimRepliesAreKeptUpToANumber() {
    Exchange exchange = begun(store(10, 1_000_000), "a");

    for (int i = 0; i < 10_000; i++) {
      exchange.interim(102);
    }

    assertThat(exchange.seen().course().interim()).hasSize(50).containsOnly(102);
  }

  @Test
  void importedBodiesAreKeptWithinTheLimits() {
    ExchangeStore store = store(10, 1_000_000);
    SeenBody body = SeenBody.of(new byte[20_000]);

    boolean isKept =
        new Inspector(new InspectOptions.Capture(true, 10_000, 1, 0), store)
            .add(
                Script.ORIGIN,
                new SeenRequest("GET", "a", "HTTP/1.1", List.of(), body),
                Optional.of(new SeenReply("HTTP/1.1", 200, "OK", List.of(), body)),
                Instant.EPOCH,
                Duration.ZERO);

    SeenExchange seen = store.newestFirst().get(0).seen();
    assertThat(isKept).isTrue();
    assertThat(seen.request().body().captured().remaining()).isEqualTo(10_000);
    assertThat(seen.reply().orElseThrow().body().captured().remaining()).isEqualTo(10_000);
    assertThat(store.used()).isEqualTo(HEAD + 2 * (8 + 2) + 20_000);
  }

  @Test
  void clearingForgetsAllAndTheirMemory() {
    ExchangeStore store = store(10, 1_000_000);
    Exchange exchange = over(store, "a");
    over(store, "b");

    store.clear();

    assertThat(store.newestFirst()).isEmpty();
    assertThat(store.find(exchange.id())).isEmpty();
    assertThat(store.used()).isZero();
  }

  @Test
  void oneIsFoundByItsIdWhileItIsKept() {
    ExchangeStore store = store(1, 1_000_000);
    Exchange first = begun(store, "a");
    assertThat(store.find(first.id())).containsSame(first);

    Exchange second = begun(store, "b");

    assertThat(store.find(first.id())).isEmpty();
    assertThat(store.find(second.id())).containsSame(second);
  }

  @Test
  void framesThatAreForgottenGiveTheirMemoryBack() {
    ExchangeStore store = store(10, 1_000_000);
    Exchange exchange = begun(store, "a");

    for (int i = 0; i < 3000; i++) {
      exchange.frame(frame(100));
    }

    assertThat(exchange.seen().frames().kept()).hasSize(1000);
    assertThat(exchange.seen().frames().forgotten()).isEqualTo(2000);
    assertThat(store.used()).isEqualTo(HEAD + 1000 * (100 + 256));
  }

  @Test
  void theLastFramesAreKeptWhereMemoryIsShort() {
    ExchangeStore store = store(10, HEAD + 2 * (1000 + 256));
    Exchange exchange = begun(store, "a");

    exchange.frame(frame(999));
    exchange.frame(frame(1000));
    exchange.frame(frame(998));

    assertThat(exchange.seen().frames().kept())
        .extracting(Frame::size)
        .containsExactly(1000L, 998L);
    assertThat(exchange.seen().frames().forgotten()).isEqualTo(1);
  }

  @Test
  void watchersHearOfEachChange() {
    ExchangeStore store = store(10, 1_000_000);
    store.watch(
        new ExchangeStore.Watcher() {
          @Override
          public void changed(Exchange exchange) {
            heard.add(exchange.status() + " " + exchange.course().state());
          }

          @Override
          public void cleared() {
            heard.add("cleared");
          }
        });

    Exchange exchange = begun(store, "a");
    exchange.replied(new SeenReply("HTTP/1.1", 200, "OK", List.of(), SeenBody.EMPTY));
    exchange.replyEnded(List.of());
    exchange.requestEnded(List.of());
    store.clear();

    assertThat(heard).containsExactly("0 OPEN", "200 OPEN", "200 DONE", "cleared");
  }

  @Test
  void watcherThatBreaksIsToldOfOnceAndChangesGoOn() {
    try (WarnLines log = new WarnLines()) {
      ExchangeStore store = store(10, 1_000_000);
      store.watch(
          new ExchangeStore.Watcher() {
            @Override
            public void changed(Exchange exchange) {
              throw new IllegalStateException("broken");
            }

            @Override
            public void cleared() {}
          });

      Exchange exchange = begun(store, "a");
      exchange.replied(new SeenReply("HTTP/1.1", 200, "OK", List.of(), SeenBody.EMPTY));
      exchange.replyEnded(List.of());

      assertThat(log.with("cannot be shown")).hasSize(1);
      assertThat(exchange.status()).isEqualTo(200);
    }
  }
}
