package org.ngrokd.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.OurDelay;

/**
 * In the place of TLS until it is known which server a peer wants, where that makes a difference.
 * Somebody who wants it himself, a tls tunnel, takes the connection over, and what it has sent goes
 * on as it is. For all others TLS ends here: who names no server, or whose bytes are no ClientHello
 * that we understand. Nothing is answered here, but an alert where there is no certificate; that is
 * left to TLS and to those above.
 *
 * <p>Confined to the event loop of its channel.
 */
public final class ServerNameHandler extends ChannelInboundHandlerAdapter {
  /** TLS 1.2, RFC 5246 7.2: fatal, internal_error; which name is known is nobody's business. */
  private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 80};

  private final Certificates certificates;
  private final Taker taker;
  private final BiConsumer<ChannelHandlerContext, SslContext> ending;
  private final ConnectionLog log;
  private ByteBuf seen = Unpooled.EMPTY_BUFFER;
  private boolean isDecided;

  /** Who may want a connection instead of TLS. */
  public interface Taker {
    /** Nobody. */
    Taker NOBODY =
        new Taker() {
          @Override
          public boolean mayTake() {
            return false;
          }

          @Override
          public Optional<Runnable> take(ChannelHandlerContext ctx, String serverName) {
            return Optional.empty();
          }
        };

    /**
     * Whether it has to be found out first who wants this name.
     *
     * @return done, on any thread, when {@link #take} can say; empty: it can already
     */
    default Optional<CompletableFuture<Void>> await(String serverName) {
      return Optional.empty();
    }

    /** Whether any name is wanted at all. */
    boolean mayTake();

    /**
     * Takes a connection over, if it is for this one: makes its pipeline ready for the bytes that
     * come next, which are all that came.
     *
     * @return what is to be done when they have come; empty: the connection is not for this one
     */
    Optional<Runnable> take(ChannelHandlerContext ctx, String serverName);
  }

  /**
   * @param ending puts TLS into the place of the handler whose context it gets
   */
  public ServerNameHandler(
      Certificates certificates,
      Taker taker,
      BiConsumer<ChannelHandlerContext, SslContext> ending,
      ConnectionLog log) {
    this.certificates = certificates;
    this.taker = taker;
    this.ending = ending;
    this.log = log;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    seen = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), seen, (ByteBuf) msg);
    InputMemory.of(ctx.channel()).keeps(BufferMemory.of(seen));
    if (isDecided) {
      return; // its certificate is still to come
    }
    if (!taker.mayTake() && !certificates.dependOnName()) {
      decided(ctx, "");
      return;
    }
    ClientHello.Peek peek = ClientHello.peek(seen);
    if (peek instanceof ClientHello.ServerName name
        && name.isChallenge()
        && isExpected(ctx, name)) {
      return;
    }
    if (peek != ClientHello.NoName.NEEDS_MORE) {
      decided(ctx, peek instanceof ClientHello.ServerName name ? name.host() : "");
    }
  }

  /** A CA looks whether the name is ours, before any tunnel of that name sees it. */
  private boolean isExpected(ChannelHandlerContext ctx, ClientHello.ServerName name) {
    Optional<SslContext> challenge =
        certificates.dependOnName() ? certificates.challenge(name.host()) : Optional.empty();
    if (challenge.isPresent()) {
      isDecided = true;
      endTls(ctx, ImmediateEventExecutor.INSTANCE.newSucceededFuture(challenge.get()));
    }
    return challenge.isPresent();
  }

  private void decided(ChannelHandlerContext ctx, String name) {
    Optional<CompletableFuture<Void>> asked = name.isEmpty() ? Optional.empty() : taker.await(name);
    if (asked.isEmpty()) {
      settled(ctx, name);
      return;
    }
    isDecided = true; // what a hello says is enough
    ctx.channel().config().setAutoRead(false);
    ctx.pipeline().fireUserEventTriggered(OurDelay.BEGINS);
    var unused =
        asked.get().whenComplete((done, failure) -> ctx.executor().execute(() -> found(ctx, name)));
  }

  private void found(ChannelHandlerContext ctx, String name) {
    if (!ctx.isRemoved()) {
      ctx.pipeline().fireUserEventTriggered(OurDelay.ENDS);
      ctx.channel().config().setAutoRead(true); // before: whoever takes it may want it otherwise
      settled(ctx, name);
      ctx.fireChannelReadComplete();
    }
  }

  private void settled(ChannelHandlerContext ctx, String name) {
    Optional<Runnable> taken = name.isEmpty() ? Optional.empty() : taker.take(ctx, name);
    if (taken.isPresent()) {
      ByteBuf first = takeSeen(ctx);
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(first);
      taken.get().run();
    } else {
      await(ctx, name);
    }
  }

  private void await(ChannelHandlerContext ctx, String name) {
    isDecided = true;
    boolean isOld = certificates.dependOnKey() && !HelloKeys.knowsEcdsa(seen);
    Future<SslContext> context =
        isOld ? certificates.contextOfRsa(name) : certificates.context(name);
    if (context.isDone()) {
      endTls(ctx, context);
    } else {
      ctx.channel().config().setAutoRead(false); // what a hello says is enough
      ctx.pipeline().fireUserEventTriggered(OurDelay.BEGINS);
      context.addListener(
          done ->
              ctx.executor()
                  .execute(
                      () -> {
                        ctx.pipeline().fireUserEventTriggered(OurDelay.ENDS);
                        endTls(ctx, context);
                        ctx.fireChannelReadComplete(); // which TLS waits for before it answers
                        ctx.channel().config().setAutoRead(true);
                      }));
    }
  }

  private void endTls(ChannelHandlerContext ctx, Future<SslContext> context) {
    if (ctx.isRemoved()) {
      return; // the peer has left
    }
    if (!context.isSuccess()) {
      log.debug("No certificate: {}", Failures.oneLine(context.cause()));
      ctx.writeAndFlush(Unpooled.wrappedBuffer(ALERT)).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    ByteBuf first = takeSeen(ctx);
    ending.accept(ctx, context.getNow());
    ctx.fireChannelRead(first);
  }

  private ByteBuf takeSeen(ChannelHandlerContext ctx) {
    InputMemory.of(ctx.channel()).keeps(0);
    ByteBuf taken = seen;
    seen = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    takeSeen(ctx).release();
  }
}
