package org.ngrokd.server.cluster.links;

import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A question to another node. Whoever does not want the answer any more cancels it, or has it fail.
 * Confined to the event loop of its stream.
 */
final class Asking implements Link.Wanted {
  private final byte[] question;
  private final MemoryBudget memory;
  private final CompletableFuture<byte[]> answered;

  Asking(byte[] question, MemoryBudget memory, CompletableFuture<byte[]> answered) {
    this.question = question;
    this.memory = memory;
    this.answered = answered;
  }

  @Override
  public boolean isOver() {
    return answered.isDone();
  }

  @Override
  public void opened(RelayEnd stream) {
    if (question.length > 0) {
      stream.write(Unpooled.wrappedBuffer(question));
    }
    stream.finishSending();
    stream.flush();
    CompletableFuture<byte[]> told =
        new Gathered(stream, Question.MOST_ANSWERED, memory).begin().toCompletableFuture();
    var unused =
        List.of(
            told.whenComplete(
                (bytes, failure) -> {
                  if (failure == null) {
                    told(bytes);
                  } else {
                    failed(failure);
                  }
                }),
            answered.whenComplete(
                (bytes, failure) -> {
                  if (failure != null) {
                    stream.reset();
                  }
                }));
  }

  private void told(byte[] bytes) {
    Reply reply = bytes.length == 0 ? Reply.CLIENT_AWAY : Reply.of(bytes[0]);
    switch (reply) {
      case JOINED -> {
        boolean unused = answered.complete(Arrays.copyOfRange(bytes, 1, bytes.length));
      }
      case BUSY -> failed(new BusyException("it has as many questions as it may have"));
      case NOT_OURS -> failed(new ProtocolException("it does not know of that: it is older"));
      case SERVICE_DOWN, CLIENT_AWAY -> failed(new ProtocolException("it has no answer"));
    }
  }

  @Override
  public void failed(Throwable why) {
    boolean unused = answered.completeExceptionally(why);
  }
}
