package org.ngrokd.protocol.mux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MuxConnectionTest {
  private final MuxPair pair = new MuxPair();
  private final HeardStream visitor = new HeardStream();
  private final HeardStream service = new HeardStream();

  @AfterEach
  void end() {
    pair.close();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  private void send(MuxStream stream, String text) {
    stream.write(bytes(text));
    stream.flush();
    pair.settle();
  }

  /** A stream that both sides have started. */
  private MuxStream started() {
    MuxStream stream = pair.open("http://www.example.com");
    stream.start(visitor);
    pair.accepted(0).start(service);
    return stream;
  }

  @Test
  void theHeadOfAStreamSaysWhoseItIs() {
    pair.open("http://www.example.com:8080");

    assertThat(pair.head(0))
        .isEqualTo(new StreamHead("http://www.example.com:8080", "192.0.2.1:4711"));
  }

  @Test
  void bytesGoBothWays() {
    MuxStream stream = started();

    send(stream, "question");
    send(pair.accepted(0), "answer");

    assertThat(service.events()).containsExactly("question");
    assertThat(visitor.events()).containsExactly("answer");
  }

  /** RFC 9113, 6.1: length, type 0, flags, stream; then the bytes. */
  @Test
  void bytesAreDataFrames() {
    MuxStream stream = started();

    stream.write(bytes("hi"));
    stream.finishSending();
    stream.flush();
    ByteBuf sent = Unpooled.wrappedBuffer(MuxPair.sent(pair.opener).toArray(new ByteBuf[0]));

    assertThat(ByteBufUtil.hexDump(sent))
        .isEqualTo(
            "000002" + "00" + "00" + "00000003" + "6869" + "000000" + "00" + "01" + "00000003");
    sent.release();
  }

  @Test
  void bytesBeforeTheStartAreDeliveredByIt() {
    MuxStream stream = pair.open("tcp://example.com:2222");
    send(stream, "early");
    stream.finishSending();
    pair.settle();

    pair.accepted(0).start(service);

    assertThat(service.events()).containsExactly("early", "finished");
  }

  @Test
  void eachDirectionEndsByItself() {
    MuxStream stream = started();

    stream.finishSending();
    pair.settle();
    assertThat(service.events()).containsExactly("finished");
    send(pair.accepted(0), "late answer");
    assertThat(visitor.events()).containsExactly("late answer");

    pair.accepted(0).finishSending();
    pair.settle();
    assertThat(visitor.events()).containsExactly("finished", "closed");
    assertThat(service.events()).containsExactly("closed");
    assertThat(pair.opening.streams()).isZero();
    assertThat(pair.accepting.streams()).isZero();
  }

  @Test
  void resetIsNoEnd() {
    MuxStream stream = started();
    send(stream, "half a");

    stream.reset();
    pair.settle();

    assertThat(service.events()).containsExactly("half a", "closed");
    assertThat(visitor.events()).containsExactly("closed");
  }

  @Test
  void closeSendsWhatWasWritten() {
    MuxStream stream = started();

    pair.accepted(0).write(bytes("last words"));
    pair.accepted(0).close();
    pair.settle();

    assertThat(visitor.events()).containsExactly("last words", "finished", "closed");
    send(stream, "nobody listens"); // and is released
    assertThat(service.events()).containsExactly("closed");
  }

  /** Both directions of a relay have ended, the last bytes of one on their way from its thread. */
  @Test
  void closeLosesNothingThatAnotherThreadHasWrittenBefore() {
    MuxStream stream = started();
    stream.loop().execute(() -> stream.write(bytes("the last words")));

    stream.close();
    pair.settle();

    assertThat(service.events()).startsWith("the last words", "finished");
  }

  @Test
  void slowStreamHoldsUpNobody() {
    MuxStream slow = started();
    MuxStream quick = pair.open("http://quick.example.com");
    HeardStream heard = new HeardStream();
    pair.accepted(1).start(heard);
    pair.accepted(0).pauseReading();

    slow.write(Unpooled.buffer().writeZero(1_000_000));
    slow.flush();
    send(quick, "at once");

    assertThat(heard.events()).containsExactly("at once");
    assertThat(service.bytes()).isEqualTo(Window.INITIAL);
    assertThat(slow.isWritable()).isFalse();

    pair.accepted(0).resumeReading();
    pair.settle();
    assertThat(service.bytes()).isEqualTo(1_000_000);
    assertThat(visitor.events()).containsExactly("writability");
    assertThat(slow.isWritable()).isTrue();
  }

  /** The other end of a relay may have been told to stop before. */
  @Test
  void streamThatDrainedBeforeItWasStartedTellsSo() {
    MuxStream stream = pair.open("http://www.example.com");
    pair.accepted(0).start(service);
    stream.write(Unpooled.buffer().writeZero(200_000));
    assertThat(stream.isWritable()).isFalse();
    stream.flush();
    pair.settle();

    stream.start(visitor);

    assertThat(visitor.events()).containsExactly("writability");
  }

  /** 4 MB in windows of 64 KiB would be 62 round trips. */
  @Test
  void windowGrowsWithThePath() {
    MuxStream stream = started();
    stream.write(Unpooled.buffer().writeZero(4_000_000));
    stream.flush();

    int halfTrips = 0;
    while (service.bytes() < 4_000_000) {
      pair.cross();
      MuxPair.wait(pair.acceptor, 1);
      halfTrips++;
    }

    assertThat(halfTrips).isLessThan(2 * 16);
  }

  @Test
  void retiredConnectionOpensNoMoreAndEndsWithItsLastStream() {
    MuxStream stream = started();

    pair.opening.retire();
    pair.settle();
    assertThat(pair.opening.open(new StreamHead("http://x", "1.2.3.4:5"))).isNull();
    assertThat(pair.accepting.isUsable()).isFalse();
    send(stream, "goes on");
    assertThat(service.events()).containsExactly("goes on");

    stream.finishSending();
    pair.accepted(0).finishSending();
    pair.settle();
    assertThat(pair.opener.isOpen()).isFalse();
  }

  @Test
  void whoAcceptsMayRetireTheConnectionToo() {
    pair.accepting.retire();
    pair.settle();

    assertThat(pair.opening.isUsable()).isFalse();
    assertThat(pair.acceptor.isOpen()).isFalse();
  }

  @Test
  void silentPeerIsAskedAndGivenUpWhenItDoesNotAnswer() {
    started();

    MuxPair.wait(pair.opener, 20);
    List<ByteBuf> asked = MuxPair.sent(pair.opener);
    assertThat(asked).isNotEmpty();
    MuxPair.deliver(asked, pair.acceptor);
    MuxPair.deliver(MuxPair.sent(pair.acceptor), pair.opener);
    MuxPair.wait(pair.opener, 15);
    assertThat(pair.opener.isOpen()).isTrue(); // it answered

    MuxPair.wait(pair.opener, 20);
    MuxPair.sent(pair.opener).forEach(ByteBuf::release);
    MuxPair.wait(pair.opener, 15);
    assertThat(pair.opener.isOpen()).isFalse();
    assertThat(visitor.events()).containsExactly("closed");
  }

  @Test
  void faultBehindOneStreamEndsThatStreamOnly() {
    MuxStream bad = pair.open("http://bad.example.com");
    pair.accepted(0).start(new FailingReceiver());
    MuxStream good = pair.open("http://good.example.com");
    pair.accepted(1).start(service);

    send(bad, "boom");
    send(good, "fine");

    assertThat(service.events()).containsExactly("fine");
    assertThat(pair.opening.streams()).isEqualTo(1);
  }

  /** Whoever opens and resets thousands in one breath must not make us dial for each of them. */
  @Test
  void streamThatIsResetInTheBurstInWhichItCameIsNotAccepted() {
    StreamHead head = new StreamHead("http://www.example.com", "192.0.2.1:4711");
    MuxStream brief = Objects.requireNonNull(pair.opening.open(head));
    MuxStream lasting = Objects.requireNonNull(pair.opening.open(head));
    brief.reset();

    pair.settle();

    assertThat(pair.accepted()).isEqualTo(1);
    send(lasting, "question");
    pair.accepted(0).start(service);
    assertThat(service.events()).containsExactly("question");
  }

  @Test
  void bytesOfAStreamThatIsResetInTheBurstInWhichItCameAreReleased() {
    MuxStream brief =
        Objects.requireNonNull(
            pair.opening.open(new StreamHead("http://www.example.com", "192.0.2.1:4711")));
    brief.write(bytes("question"));
    brief.flush();
    List<ByteBuf> sent = MuxPair.sent(pair.opener);
    brief.reset();
    sent.addAll(MuxPair.sent(pair.opener));
    ByteBuf burst = Unpooled.wrappedBuffer(sent.toArray(new ByteBuf[0]));
    assertThat(burst.toString(UTF_8)).contains("question");

    pair.acceptor.writeInbound(burst.retain());

    assertThat(pair.accepted()).isZero();
    assertThat(burst.refCnt()).isEqualTo(1);
    burst.release();
  }

  @Test
  void peerThatGoesEndsAllStreams() {
    started();

    pair.acceptor.close().addListener(closed -> {});
    pair.acceptor.runPendingTasks();

    assertThat(service.events()).containsExactly("closed");
    assertThat(pair.accepting.isUsable()).isFalse();
  }
}
