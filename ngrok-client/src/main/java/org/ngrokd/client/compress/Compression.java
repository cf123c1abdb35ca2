package org.ngrokd.client.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.http.Filter;
import org.ngrokd.client.http.FilterEnd;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Compresses what one visitor gets, where the visitor takes that and it makes sense. What the
 * service flushes reaches the visitor: at the end of each burst the encoder is flushed, too.
 * Confined to the event loop of the connection, but for {@link #memory} and {@link #tighten}.
 */
public final class Compression extends Filter {
  private final Codings codings;
  private final String url;
  private final Queue<Wish> unanswered = new ArrayDeque<>(2);
  private @Nullable CompressedBody body;
  private volatile long memory;
  private volatile boolean isTight;

  /** What is known of a request when its reply comes. */
  private record Wish(boolean isHead, Optional<Coding> coding, String knownTags) {}

  private Compression(Codings codings, String url) {
    this.codings = codings;
    this.url = url;
  }

  /** Compresses for a visitor. */
  public static RelayEnd before(RelayEnd visitor, Codings codings, String url, EventLoop loop) {
    return FilterEnd.before(visitor, new Compression(codings, url), loop);
  }

  @Override
  public void requestBegan(RequestHead head) {
    HeaderLines headers = head.headers();
    boolean mayBe = head.isHttp11() && !headers.hasWord("Cache-Control", "no-transform");
    unanswered.add(
        new Wish(
            head.isHead(),
            mayBe
                ? AcceptedCodings.best(headers.values("Accept-Encoding"), codings.ready())
                : Optional.empty(),
            headers.value("If-None-Match")));
    super.requestBegan(head);
  }

  @Override
  public void replyBegan(ResponseHead head) {
    Wish wish = unanswered.poll();
    if (wish == null) {
      super.replyBegan(head);
    } else if (!Compressible.is(head) || !Compressible.isWorthIt(head, wish.isHead())) {
      toVisitor(Unpooled.wrappedBuffer(CompressedHead.untouched(head, wish.knownTags())));
    } else if (wish.coding().isEmpty() || isTight || !begin(head, wish)) {
      toVisitor(Unpooled.wrappedBuffer(CompressedHead.varying(head)));
    }
  }

  /** Sends the head of a compressed reply; false where there is no encoder to be had. */
  private boolean begin(ResponseHead head, Wish wish) {
    Coding coding = wish.coding().orElseThrow();
    if (!wish.isHead()) {
      try {
        body = new CompressedBody(head.body(), coding, this::toVisitor);
        count();
      } catch (IOException e) {
        return false;
      }
    }
    toVisitor(Unpooled.wrappedBuffer(CompressedHead.of(head, coding.word(), !wish.isHead())));
    return true;
  }

  @Override
  public void replyBody(ByteBuf bytes) {
    CompressedBody compressed = body;
    if (compressed == null) {
      super.replyBody(bytes);
      return;
    }
    try {
      compressed.add(bytes);
      count();
    } catch (BadMessageException e) { // it has been put right before
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void flush() {
    CompressedBody compressed = body;
    if (compressed != null) {
      try {
        compressed.flush();
        count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void replyEnded(HeaderLines trailers) {
    CompressedBody compressed = body;
    if (compressed != null) {
      try {
        compressed.finish(CompressedHead.OF_CONTENT);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        drop();
      }
    }
  }

  private void drop() {
    CompressedBody compressed = body;
    body = null;
    count();
    if (compressed != null) {
      compressed.close();
    }
  }

  private void count() {
    CompressedBody compressed = body;
    memory = compressed == null ? 0 : compressed.memory();
  }

  @Override
  protected void over(boolean isByService) {
    unanswered.clear();
    drop();
  }

  @Override
  protected long memory() {
    return memory;
  }

  /** While memory is short nothing more is compressed than what has begun. */
  @Override
  protected void tighten(boolean on) {
    isTight = on;
  }

  @Override
  protected ByteBuf badReply() {
    return ErrorPage.BAD_REPLY.reply(url, "", Audience.PROGRAM);
  }
}
