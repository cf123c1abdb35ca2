package org.ngrokd.client.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.http.TranslatingEnd;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.net.ProtocolException;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A local service that speaks bare TCP, as one that takes WebSockets: what visitors' messages hold
 * goes to it as bytes, in whatever frames it came, and its bytes go back as binary messages, one
 * for each piece that was read.
 *
 * <pre>
 *   HANDSHAKE ─▶ OPEN ─ one side has finished ─▶ CLOSING ─ so has the other, or it is silent ─▶ over
 *       └─ no WebSocket ────────────────────────────────────────────────────────────────────▶ over
 * </pre>
 *
 * <p>A visitor's Close frame is a FIN to the service, whose last bytes still reach the visitor
 * before the Close frame that answers; a service's FIN is a Close frame to the visitor.
 *
 * <p>Confined to the event loop of the visitor, which the service's end shares; {@link #reset} and
 * {@link #waiting} may be called from any thread.
 */
public final class WebSocketEnd extends TranslatingEnd {
  private static final int HEAD_LIMIT = 64 * 1024;
  private static final int MOST_LINES = 1000;

  /** How long the other side may say nothing, when one has finished. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private enum State {
    HANDSHAKE,
    OPEN,
    CLOSING
  }

  private final RelayEnd service;
  private final HeadReader heads = new HeadReader(HEAD_LIMIT);
  private final VisitorFrames frames = new VisitorFrames(new Frames());
  private final Queue<ByteBuf> early = new ArrayDeque<>(2);
  private State state = State.HANDSHAKE;
  private @Nullable ScheduledFuture<?> timer;
  private byte @Nullable [] unsentPong;
  private int closeCode = CloseCode.NORMAL;
  private boolean isCloseSent;
  private boolean isPaused;
  private boolean isSpeaking;
  private volatile int memory;

  private boolean isFinishedEarly;

  /**
   * @param service not started
   * @param loop the visitor's, and the service's
   */
  public WebSocketEnd(RelayEnd service, EventLoop loop) {
    super(loop);
    this.service = service;
  }

  @Override
  protected void started() {
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      read(bytes);
    }
    memory = 0;
    tellBurst();
    if (isFinishedEarly) {
      finishSending();
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the event loop writes it
  public void write(ByteBuf bytes) {
    if (!isStarted() && !isOver()) {
      early.add(bytes);
      memory += BufferMemory.of(bytes);
    } else {
      read(bytes);
    }
  }

  private void read(ByteBuf bytes) {
    try {
      if (state == State.HANDSHAKE && !isOver()) {
        readHead(bytes);
      }
      if (state != State.HANDSHAKE && !isOver()) {
        frames.read(bytes);
      }
    } catch (BadMessageException e) {
      end(Leaving.IN_ORDER);
    } catch (ProtocolException e) {
      say(ServerFrames.close(CloseCode.PROTOCOL_ERROR));
      end(Leaving.BREAKING_OFF); // what it got is not the whole
    } finally {
      bytes.release();
    }
  }

  private void readHead(ByteBuf bytes) throws BadMessageException {
    byte[] head = heads.read(bytes);
    memory = heads.memory();
    if (head == null) {
      return;
    }
    Handshake handshake = Handshake.with(RequestHead.parse(head, MOST_LINES));
    say(handshake.reply());
    if (handshake.isOpen()) {
      state = State.OPEN;
      service.start(new FromService());
      if (isPaused) {
        service.pauseReading();
      }
    } else {
      end(Leaving.IN_ORDER);
    }
  }

  /** To the visitor, at once. */
  private void say(ByteBuf bytes) {
    tell(bytes);
    tellBurst();
  }

  /** What the visitor's frames say. */
  private final class Frames implements VisitorFrames.Listener {
    @Override
    public void data(ByteBuf bytes) {
      service.write(bytes);
    }

    /** Of several that cannot be answered yet the last is enough (RFC 6455, 5.5.3). */
    @Override
    public void ping(byte[] payload) {
      if (isPaused) {
        unsentPong = payload;
      } else {
        pong(payload);
      }
    }

    @Override
    public void close(int code) {
      closeCode = code;
      if (isCloseSent) {
        end(Leaving.IN_ORDER);
      } else {
        service.finishSending();
        closing();
      }
    }
  }

  private void pong(byte[] payload) {
    if (!isCloseSent) {
      say(ServerFrames.pong(payload));
    }
  }

  /** One side has finished; the other has a while. */
  private void closing() {
    state = State.CLOSING;
    if (timer == null) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    timer = loop().schedule(this::closeIfSilent, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A service may have much left to say, and a visitor may be slow to take it. */
  private void closeIfSilent() {
    if (!isCloseSent && (isSpeaking || isPaused)) {
      isSpeaking = false;
      awaitEnd();
    } else {
      sayClose(closeCode);
      end(Leaving.IN_ORDER);
    }
  }

  private void sayClose(int code) {
    if (!isCloseSent) {
      isCloseSent = true;
      say(ServerFrames.close(code));
    }
  }

  /** What the service says. */
  private final class FromService implements Receiver {
    private boolean isFinished;

    @Override
    public void received(ByteBuf bytes) {
      if (isCloseSent || !bytes.isReadable()) {
        bytes.release();
      } else {
        isSpeaking = true;
        tell(ServerFrames.binary(bytes.readableBytes()));
        tell(bytes);
      }
    }

    @Override
    public void receivedBurst() {
      tellBurst();
    }

    @Override
    public void finished() {
      isFinished = true;
      boolean isVisitorDone = state == State.CLOSING;
      sayClose(closeCode);
      if (isVisitorDone) {
        end(Leaving.IN_ORDER);
      } else {
        closing();
      }
    }

    @Override
    public void writabilityChanged() {
      tellWritability();
    }

    @Override
    public void closed() {
      if (!isFinished) {
        sayClose(CloseCode.SERVICE_BROKE);
        end(Leaving.IN_ORDER);
      }
    }
  }

  @Override
  protected void left(Leaving how) {
    if (timer != null) {
      timer.cancel(false);
    }
    switch (how) {
      case IN_ORDER -> service.close();
      case BREAKING_OFF -> service.breakOff();
      case AT_ONCE -> service.reset();
    }
    early.forEach(ByteBuf::release);
    early.clear();
    unsentPong = null;
    memory = 0;
  }

  @Override
  public void flush() {
    service.flush();
  }

  @Override
  public boolean isWritable() {
    return service.isWritable();
  }

  @Override
  public void pauseReading() {
    isPaused = true;
    service.pauseReading();
  }

  @Override
  public void resumeReading() {
    isPaused = false;
    if (state != State.HANDSHAKE) {
      service.resumeReading();
    }
    byte[] pong = unsentPong;
    if (pong != null) {
      unsentPong = null;
      pong(pong);
    }
  }

  /** The visitor's connection has ended, with or without a Close frame before. */
  @Override
  public void finishSending() {
    if (!isStarted()) {
      isFinishedEarly = true;
    } else if (state == State.HANDSHAKE || isCloseSent) {
      end(Leaving.IN_ORDER);
    } else {
      service.finishSending();
    }
  }

  @Override
  public long waiting() {
    return service.waiting() + memory;
  }

  @Override
  public void tighten(boolean on) {
    service.tighten(on);
  }
}
