package org.ngrokd.server.cluster.links;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.ngrokd.protocol.mux.MuxStream;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.EndsMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what other nodes ask. There are so many questions under way at a time at most; what waits
 * is charged to the budget. Safe from any thread.
 */
public final class Replying {
  private static final Logger LOG = LoggerFactory.getLogger(Replying.class);

  /** Questions of all nodes that have no answer yet, or whose answer is not taken. */
  private static final int MOST = 256;

  private final Map<String, Function<byte[], CompletionStage<byte[]>>> answerers =
      new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();

  /**
   * From now on questions of this kind have an answer.
   *
   * @param answerer is called on an event loop, which it must not block
   */
  public void by(String kind, Function<byte[], CompletionStage<byte[]>> answerer) {
    answerers.put(kind, answerer);
  }

  /** Takes a question, of which the rest is still to come. */
  void take(String kind, MuxStream stream, MemoryBudget memory) {
    Function<byte[], CompletionStage<byte[]>> answerer = answerers.get(kind);
    if (answerer == null) { // a newer program's
      Reception.refuse(stream, Reply.NOT_OURS);
    } else if (open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      Reception.refuse(stream, Reply.BUSY);
    } else {
      EndsMemory waiting = new EndsMemory(reason -> stream.reset(), stream);
      Holding holding = memory.hold(waiting, List.of(Gathered.NODES));
      Gathered question = new Gathered(stream, Question.MOST_ASKED, memory);
      question.whenGone(
          () -> {
            holding.end();
            open.decrementAndGet();
          });
      var unused =
          question
              .begin()
              .thenCompose(answerer)
              .whenComplete(
                  (answer, failure) ->
                      onLoop(
                          stream.loop(),
                          () -> {
                            if (failure == null) {
                              say(stream, answer, holding);
                            } else {
                              LOG.debug("No answer to {}: {}", kind, Failures.oneLine(failure));
                              Reception.refuse(stream, Reply.CLIENT_AWAY);
                            }
                          }));
    }
  }

  private static void onLoop(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private static void say(MuxStream stream, byte[] answer, Holding holding) {
    Reception.say(stream, Reply.JOINED);
    if (answer.length > 0) {
      stream.write(Unpooled.wrappedBuffer(answer));
    }
    stream.flush();
    stream.close();
    holding.look();
  }
}
