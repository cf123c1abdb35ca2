package org.ngrokd.client.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.http.TranslatingEnd;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A local service that speaks HTTP/2, as one that speaks HTTP/1: the visitor's requests go there
 * one after the other, each in a stream of its own, and the replies come back as HTTP/1 writes
 * them.
 *
 * <pre>
 *   HEAD ─▶ EXCHANGE ─request and reply whole─▶ HEAD
 *     └─ malformed, broken, last ─▶ over
 * </pre>
 *
 * <p>Confined to the event loop of the visitor, which the connection shares; {@link #reset} and
 * {@link #waiting} may be called from any thread.
 */
public final class Http2End extends TranslatingEnd implements Exchange.Listener, Http2Wire.Watcher {
  /** What a stream may hold while the visitor takes nothing, in bytes: HTTP/2's first window. */
  private static final int WINDOW = 65_535;

  private enum State {
    HEAD,
    EXCHANGE
  }

  private final String scheme;
  private final ConnectionLog log;
  private final RequestInput input = new RequestInput();
  private final Http2Wire wire;
  private State state = State.HEAD;
  private volatile @Nullable Exchange exchange;
  private boolean isGoingAway;
  private boolean isFinished;
  private boolean isProcessing;
  private boolean isAgain;
  private boolean wasWritable = true;
  private volatile boolean isPaused;
  private volatile int memory;

  private Http2End(Channel channel, String scheme, ConnectionLog log) {
    super(channel.eventLoop());
    this.scheme = scheme;
    this.log = log;
    this.wire = Http2Wire.on(channel, this, log);
  }

  /**
   * Begins to speak HTTP/2 on a connection that nothing was said on, but TLS. On its event loop.
   *
   * @param isSecured whether TLS is spoken
   */
  public static RelayEnd on(Channel channel, boolean isSecured, ConnectionLog log) {
    return new Http2End(channel, isSecured ? "https" : "http", log);
  }

  @Override
  protected void started() {
    if (wire.isOpen()) {
      process();
    } else {
      gone();
    }
  }

  @Override
  public void write(ByteBuf bytes) {
    if (isOver()) {
      bytes.release();
      return;
    }
    input.add(bytes);
    process();
  }

  /** Goes on as far as what was read allows; what it sets off comes back here, and waits. */
  private void process() {
    isAgain = true;
    if (isProcessing || !isStarted()) {
      return;
    }
    isProcessing = true;
    while (isAgain) {
      isAgain = false;
      step();
    }
    isProcessing = false;
    settle();
    endIfNothingFollows();
  }

  private void step() {
    try {
      if (isOver()) {
        return;
      }
      if (state == State.HEAD && input.isReadable()) {
        RequestHead head = input.takeHead();
        if (head != null) {
          begin(head);
        }
      } else if (state == State.EXCHANGE && input.isReadable()) {
        takeBody();
      }
    } catch (BadMessageException e) {
      log.warn("Malformed request: {}", e.reason());
      Exchange current = exchange;
      if (current != null && current.isBegun()) {
        breakOff(); // it would stand in the middle of the reply
      } else {
        refuse("400 Bad Request", "Bad Request");
      }
    }
  }

  private void takeBody() throws BadMessageException {
    Exchange current = exchange;
    if (current != null && current.isOpen() && !current.isSent()) {
      current.take(input.bytes());
      endExchangeIfDone();
    }
  }

  private void begin(RequestHead request) {
    if (request.headers().hasWord("Upgrade", "websocket") || request.isConnect()) {
      refuse(
          "502 Bad Gateway",
          "The local service gets HTTP/2, which no "
              + (request.isConnect() ? "CONNECT" : "WebSocket")
              + " can be passed on by. If it is yours: let the tunnel speak HTTP/1 to it.");
      return;
    }
    if (isGoingAway) {
      end(); // as a service does that closes between two requests
      return;
    }
    Exchange next = new Exchange(request, () -> !isGoingAway, this);
    exchange = next;
    state = State.EXCHANGE;
    isAgain = true;
    wire.open(next)
        .addListener(
            (Future<Http2StreamChannel> opened) -> {
              if (opened.isSuccess()) {
                opened(next, opened.getNow());
              } else {
                broke(Failures.oneLine(opened.cause()));
              }
            });
  }

  private void opened(Exchange next, Http2StreamChannel stream) {
    if (exchange == next && !isOver()) {
      next.begin(stream, scheme);
      next.pause(isPaused);
      next.flush();
      process();
    } else {
      stream.close().addListener(closed -> {});
    }
  }

  /** Frees what is used up, and tells the relay when more is taken, or no more for now. */
  private void settle() {
    input.tidy();
    memory = input.memory();
    boolean isWritable = isWritable();
    if (isWritable != wasWritable) {
      wasWritable = isWritable;
      tellWritability();
    }
  }

  private void endIfNothingFollows() {
    Exchange current = exchange;
    if (isFinished && state == State.HEAD) {
      end();
    } else if (isFinished && current != null && !current.isSent() && !input.isReadable()) {
      breakOff(); // the request is cut short
    }
  }

  private void endExchangeIfDone() {
    Exchange current = exchange;
    if (current == null || !current.isReplied() || !current.isSent()) {
      return;
    }
    if (current.keepsAlive()) {
      exchange = null;
      state = State.HEAD;
      isAgain = true;
    } else {
      end();
    }
  }

  @Override
  public void forward(ByteBuf bytes) {
    tell(bytes);
  }

  @Override
  public void burst() {
    tellBurst();
  }

  @Override
  public void replied() {
    burst();
    endExchangeIfDone();
    process();
  }

  @Override
  public void writabilityChanged() {
    process();
    flush();
  }

  /** The reply to a request that is not whole yet may be whole: then nothing is missing. */
  @Override
  public void broke(String reason) {
    Exchange current = exchange;
    if (isOver() || current == null) {
      return;
    }
    if (current.isReplied()) {
      end();
      return;
    }
    log.warn("The local service broke a request off: {}", reason);
    if (current.isBegun()) {
      breakOff();
    } else {
      refuse(
          "502 Bad Gateway",
          "The local service broke the request off. "
              + "If it is yours: does it speak HTTP/2, as the tunnel says?");
    }
  }

  @Override
  public void goingAway() {
    isGoingAway = true;
    if (state == State.HEAD && input.isBetweenRequests()) {
      end();
    }
  }

  @Override
  public void gone() {
    isGoingAway = true;
    if (state == State.HEAD) {
      end();
    } else {
      broke("the connection ended");
    }
  }

  /** Sends the last that the visitor gets. */
  private void refuse(String status, String why) {
    forward(ReplyHead.last(status, why));
    burst();
    end();
  }

  private void end() {
    end(Leaving.IN_ORDER);
  }

  @Override
  protected void left(Leaving how) {
    Exchange current = exchange;
    if (current != null) {
      current.cancel();
    }
    wire.close();
    input.release();
    memory = 0;
  }

  @Override
  public void flush() {
    Exchange current = exchange;
    if (current != null) {
      current.flush();
    }
    wire.flush();
  }

  @Override
  public boolean isWritable() {
    Exchange current = exchange;
    return !input.isReadable() && (current == null || current.isWritable());
  }

  @Override
  public void pauseReading() {
    pause(true);
  }

  @Override
  public void resumeReading() {
    pause(false);
  }

  private void pause(boolean paused) {
    isPaused = paused;
    Exchange current = exchange;
    if (current != null) {
      current.pause(paused);
    }
  }

  @Override
  public void finishSending() {
    isFinished = true;
    process();
  }

  @Override
  public long waiting() {
    Exchange current = exchange;
    return memory
        + wire.waiting()
        + (current == null ? 0 : current.unsent() + (isPaused ? WINDOW : 0));
  }
}
