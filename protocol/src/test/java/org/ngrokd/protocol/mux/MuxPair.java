package org.ngrokd.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.testing.MessageChannel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;

/**
 * Both sides of a multiplexed connection without sockets and without TLS: what one sends the other
 * gets when the test says so, and time stands still until then.
 */
final class MuxPair implements AutoCloseable {
  final EmbeddedChannel opener = MessageChannel.frozen();
  final EmbeddedChannel acceptor = MessageChannel.frozen();
  final MuxConnection opening;
  final MuxConnection accepting;
  private final List<StreamHead> heads = new ArrayList<>();
  private final List<MuxStream> accepted = new ArrayList<>();

  MuxPair() {
    this(new WindowBudget(64L << 20));
  }

  MuxPair(WindowBudget budget) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PXY);
    opening = MuxConnection.opening(opener, budget, log);
    accepting =
        MuxConnection.accepting(
            acceptor,
            (head, stream) -> {
              heads.add(head);
              accepted.add(stream);
            },
            budget,
            log);
    settle();
  }

  /** Opens a stream, which the other side has accepted then. */
  MuxStream open(String url) {
    MuxStream stream = opening.open(new StreamHead(url, "192.0.2.1:4711"));
    if (stream == null) {
      throw new IllegalStateException("cannot open a stream");
    }
    settle();
    return stream;
  }

  StreamHead head(int index) {
    return heads.get(index);
  }

  /** How many streams were accepted. */
  int accepted() {
    return accepted.size();
  }

  MuxStream accepted(int index) {
    return accepted.get(index);
  }

  /** Takes everything across, as often as one side answers the other. */
  void settle() {
    while (cross()) {
      // again
    }
  }

  /** Takes across what each side has sent by now: half a round trip. */
  boolean cross() {
    List<ByteBuf> there = sent(opener);
    List<ByteBuf> back = sent(acceptor);
    deliver(there, acceptor);
    deliver(back, opener);
    return !there.isEmpty() || !back.isEmpty();
  }

  /** What a side has sent by now. */
  static List<ByteBuf> sent(EmbeddedChannel from) {
    from.runPendingTasks();
    List<ByteBuf> sent = new ArrayList<>();
    for (ByteBuf next = from.readOutbound(); next != null; next = from.readOutbound()) {
      sent.add(next);
    }
    return sent;
  }

  static void deliver(List<ByteBuf> sent, EmbeddedChannel to) {
    if (!to.isOpen()) {
      sent.forEach(ByteBuf::release);
    } else if (!sent.isEmpty()) {
      to.writeInbound(Unpooled.wrappedBuffer(sent.toArray(new ByteBuf[0])));
    }
  }

  /** Lets time pass on one side. */
  static void wait(EmbeddedChannel side, int seconds) {
    side.advanceTimeBy(seconds, TimeUnit.SECONDS);
    side.runScheduledPendingTasks();
    side.runPendingTasks();
  }

  @Override
  public void close() {
    opener.finishAndReleaseAll();
    acceptor.finishAndReleaseAll();
  }
}
