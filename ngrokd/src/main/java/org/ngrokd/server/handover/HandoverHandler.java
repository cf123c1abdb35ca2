package org.ngrokd.server.handover;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The predecessor's side of a handover: does what the successor asks for, on a thread of its own.
 * When the connection ends before the last step, all is taken back; it ends with the process at its
 * other end, however that ends.
 *
 * <p>Confined to the event loop of its channel; steps are done on the thread, in their order.
 */
final class HandoverHandler extends SimpleChannelInboundHandler<String> {
  private static final Logger LOG = LoggerFactory.getLogger(HandoverHandler.class);

  private final Predecessor predecessor;
  private final AtomicBoolean isTaken;
  private final Replacement replacement;
  private @Nullable ExecutorService thread;
  private List<BoundListeners.Open> sockets = List.of();
  private long successor;
  private boolean hasBegun; // these two are the thread's
  private boolean isDone;

  /**
   * @param isTaken whether a successor is at work
   * @param replacement starts one when it is asked to
   */
  HandoverHandler(Predecessor predecessor, AtomicBoolean isTaken, Replacement replacement) {
    this.predecessor = predecessor;
    this.isTaken = isTaken;
    this.replacement = replacement;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, String line) {
    if (line.equals(Words.HELLO)) {
      begin(ctx);
    } else if (line.equals(Words.REPLACE)) {
      replacement.begin(outcome -> say(ctx, outcome));
    } else if (thread == null) {
      ctx.close().addListener(closed -> {});
    } else if (line.equals(Words.DESCRIPTORS)) {
      sendDescriptors(ctx);
    } else {
      ExecutorService steps = thread;
      steps.execute(() -> step(ctx, line));
    }
  }

  private void begin(ChannelHandlerContext ctx) {
    Optional<String> objection = predecessor.objection();
    if (objection.isPresent()) {
      say(ctx, Words.FAILED + " " + objection.get());
      return;
    }
    if (!isTaken.compareAndSet(false, true)) {
      say(ctx, Words.FAILED + " another successor is at work");
      return;
    }
    successor = pid(ctx);
    LOG.info("Process {} comes to take over", successor);
    thread = Executors.newSingleThreadExecutor(HandoverHandler::named);
    sockets = predecessor.sockets();
    say(ctx, Words.DONE + SocketList.text(sockets));
  }

  /** As the system knows it. */
  private static long pid(ChannelHandlerContext ctx) {
    try {
      return ((EpollDomainSocketChannel) ctx.channel()).peerCredentials().pid();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is gone
    }
  }

  private static Thread named(Runnable task) {
    Thread named = new Thread(task, "ngrokd-handover");
    named.setDaemon(true);
    return named;
  }

  /** They stay open here, too. */
  private void sendDescriptors(ChannelHandlerContext ctx) {
    for (BoundListeners.Open each : sockets) {
      int descriptor = ((UnixChannel) each.channel()).fd().intValue();
      ctx.write(new FileDescriptor(descriptor)).addListener(sent -> {});
    }
    ctx.flush();
  }

  private void step(ChannelHandlerContext ctx, String asked) {
    try {
      ChannelFuture told = told(ctx, (Words.DONE + " " + answer(asked)).trim());
      if (asked.equals(Words.VISITORS)) {
        finish(told);
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot hand over ({})", asked, e);
      say(ctx, Words.FAILED + " " + Failures.oneLine(e));
    }
  }

  /**
   * Only when it was told, for this process may end as soon as it is replaced; a successor that has
   * not heard that it is one would end, too.
   */
  private void finish(ChannelFuture told) {
    if (told.awaitUninterruptibly().isSuccess()) {
      isDone = true;
      predecessor.replacedBy(successor);
    }
  }

  private String answer(String asked) {
    switch (asked) {
      case Words.STATE -> {
        hasBegun = true;
        predecessor.yieldState();
      }
      case Words.CLIENTS -> {
        return String.join(" ", predecessor.yieldClients());
      }
      case Words.MOVED -> {
        return predecessor.moveClients();
      }
      case Words.VISITORS -> {
        predecessor.yieldPlace(successor);
      }
      default -> throw new IllegalArgumentException("unknown step " + asked);
    }
    return "";
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (thread != null) {
      Objects.requireNonNull(thread).execute(this::ended);
      thread.shutdown();
    }
  }

  private void ended() {
    if (isDone) {
      return;
    }
    LOG.warn("The successor has ended before it took over: this server goes on");
    if (hasBegun) {
      predecessor.resume();
    }
    isTaken.set(false);
  }

  private static void say(ChannelHandlerContext ctx, String line) {
    told(ctx, line).addListener(told -> {});
  }

  private static ChannelFuture told(ChannelHandlerContext ctx, String line) {
    return ctx.writeAndFlush(line)
        .addListener(
            said -> {
              if (!said.isSuccess()) {
                LOG.debug("The successor does not hear: {}", Failures.oneLine(said.cause()));
              }
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("Handover: {}", Failures.oneLine(cause));
    ctx.close().addListener(closed -> {});
  }
}
