package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Several local services as one end of a relay: the visitor's requests are taken one after the
 * other, each goes to the service that its path leads to, and the next one is looked at when the
 * reply before it is whole, so replies keep the order of their requests.
 *
 * <pre>
 *   HEAD ─there is a way─▶ EXCHANGE ─request and reply whole─▶ HEAD
 *     └─▶ OPENING ─────────▶ │ └─ the protocol changes ─▶ OPAQUE
 *              └─ no way, malformed, broken, last ─▶ OVER
 * </pre>
 *
 * <p>The states and the visitor's side are here; {@link ServiceSide} hears the services.
 *
 * <p>Confined to the event loop of the visitor, which the services' ends share; {@link #reset} and
 * {@link #waiting} may be called from any thread.
 */
public final class PathEnd implements RelayEnd {
  private static final int MOST_LINES = 1000;

  private static final String BAD_REQUEST =
      "HTTP/1.0 400 Bad Request\r\nContent-Length: 13\r\n\r\nBad Request\r\n";

  private enum State {
    HEAD,
    OPENING,
    EXCHANGE,
    OPAQUE,
    OVER
  }

  private final EventLoop loop;
  private final PathServices services;
  private final ConnectionLog log;
  private final Ways ways = new Ways();
  private final VisitorInput input = new VisitorInput();
  private final VisitorOutput visitor = new VisitorOutput();
  private final ServiceSide replies;
  private State state = State.HEAD;
  private @Nullable Turn turn;
  private boolean visitorFinished;
  private boolean isProcessing;
  private boolean isAgain;
  private boolean wasWritable = true;
  private volatile int memory;

  /**
   * @param loop the visitor's
   */
  public PathEnd(EventLoop loop, PathServices services, ConnectionLog log) {
    this.loop = loop;
    this.services = services;
    this.log = log;
    this.replies = new ServiceSide(this, ways, visitor, log);
  }

  @Override
  public void start(Receiver receiver) {
    visitor.start(receiver);
  }

  @Override
  public void write(ByteBuf bytes) {
    if (state == State.OVER) {
      bytes.release();
    } else {
      input.add(bytes);
      process();
    }
  }

  @Override
  public void flush() {
    ways.flush();
  }

  @Override
  public boolean isWritable() {
    return !input.isReadable() && ways.isWritable();
  }

  /** Goes on as far as what was read allows; what it sets off comes back here, and waits. */
  void process() {
    isAgain = true;
    if (isProcessing) {
      return;
    }
    isProcessing = true;
    while (isAgain) {
      isAgain = step();
      if (!isAgain) {
        count();
        endIfNothingFollows();
        regulate();
      }
    }
    isProcessing = false;
  }

  private boolean step() {
    return switch (state) {
      case HEAD -> readHead();
      case EXCHANGE -> passBody();
      case OPAQUE -> passAll();
      case OPENING, OVER -> false;
    };
  }

  private boolean readHead() {
    if (!input.isReadable()) {
      return false;
    }
    try {
      byte[] head = input.takeHead();
      if (head == null) {
        return false;
      }
      begin(RequestHead.parse(head, MOST_LINES));
    } catch (BadMessageException e) {
      log.warn("Malformed request: {}", e.reason());
      endWith(Unpooled.copiedBuffer(BAD_REQUEST, StandardCharsets.ISO_8859_1));
    }
    return true;
  }

  private void begin(RequestHead request) {
    Turn next = new Turn(request);
    turn = next;
    PathServices.Service service = services.of(request);
    Way way = ways.to(service);
    if (way != null) {
      send(next, way);
    } else {
      state = State.OPENING;
      service.open().addListener((Future<RelayEnd> opened) -> opened(next, service, opened));
    }
  }

  private void opened(Turn next, PathServices.Service service, Future<RelayEnd> opened) {
    if (state != State.OPENING) { // the visitor has gone meanwhile
      if (opened.isSuccess()) {
        opened.getNow().reset();
      }
    } else if (opened.isSuccess()) {
      Way way = new Way(opened.getNow(), service, replies);
      send(next, way);
      way.end().start(way);
      ways.regulate();
      process();
      flush();
    } else {
      service.down(next.request(), opened.cause(), this::endWith);
    }
  }

  private void send(Turn next, Way way) {
    state = State.EXCHANGE;
    ways.use(way);
    way.send(next.request());
  }

  private boolean passBody() {
    Turn exchange = turn;
    Way way = ways.current();
    if (exchange == null || way == null || exchange.isSent() || !input.isReadable()) {
      return false;
    }
    try {
      way.end().write(input.takeBody(exchange));
    } catch (BadMessageException e) {
      log.warn("Malformed request: {}", e.reason());
      breakOff();
      return false;
    }
    endExchangeIfDone();
    return true;
  }

  private boolean passAll() {
    Way way = ways.current();
    if (way != null && input.isReadable()) {
      way.end().write(input.takeAll());
    }
    return false;
  }

  /** Frees what is used up, and says how much is not. */
  void count() {
    input.tidy();
    memory = input.memory() + ways.memory();
  }

  /** Tells the relay when it takes more from the visitor, or no more for now. */
  private void regulate() {
    boolean isWritable = isWritable();
    if (isWritable != wasWritable) {
      wasWritable = isWritable;
      visitor.writabilityChanged();
    }
  }

  /** A visitor that has finished sending sends no other request. */
  private void endIfNothingFollows() {
    if (visitorFinished && state == State.HEAD) {
      end();
    } else if (visitorFinished && state == State.EXCHANGE && turn != null && !turn.isSent()) {
      breakOff(); // the request is cut short
    }
  }

  /** Once both the request and its reply are through. */
  private void endExchangeIfDone() {
    Turn exchange = turn;
    if (exchange == null || !exchange.isOver()) {
      return;
    }
    turn = null;
    if (exchange.isLast()) {
      end();
    } else {
      ways.rest();
      state = State.HEAD;
    }
  }

  /** Whether the visitor has got all of the reply to a request that is not whole yet. */
  boolean isReplied() {
    return turn != null && turn.isReplied();
  }

  boolean isOpaque() {
    return state == State.OPAQUE;
  }

  /** The reply is through. */
  void replied(boolean keepsAlive) {
    if (turn != null) {
      turn.replied(keepsAlive);
      endExchangeIfDone();
      process();
      flush();
    }
  }

  /** What follows in both directions is no HTTP. */
  void leftHttp() {
    turn = null;
    state = State.OPAQUE;
    process();
    flush();
    if (visitorFinished) {
      finishSending();
    }
  }

  @Override
  public void pauseReading() {
    ways.pause(true);
  }

  @Override
  public void resumeReading() {
    ways.pause(false);
  }

  /** The visitor has finished; a service is told only where it is no HTTP any more. */
  @Override
  public void finishSending() {
    visitorFinished = true;
    Way way = ways.current();
    if (state == State.OPAQUE && way != null) {
      way.end().finishSending();
    } else {
      process();
    }
  }

  /** The service's reply makes no sense. */
  void endWithBadReply() {
    endWith(services.badReply());
  }

  /** Sends the last that the visitor gets. */
  private void endWith(ByteBuf reply) {
    visitor.write(reply);
    visitor.burst();
    end();
  }

  /** In order: what the visitor was sent arrives. */
  void end() {
    visitor.finish();
    over(ways::close);
  }

  /** So that nobody takes what came for the whole. */
  @Override
  public void breakOff() {
    over(ways::reset);
  }

  private void over(Runnable leaving) {
    if (state != State.OVER) {
      state = State.OVER;
      turn = null;
      leaving.run();
      input.release();
      memory = 0;
      visitor.close();
    }
  }

  @Override
  public void close() {
    over(ways::close);
  }

  @Override
  public void reset() {
    if (loop.inEventLoop()) {
      over(ways::reset);
    } else {
      loop.execute(() -> over(ways::reset));
    }
  }

  @Override
  public long waiting() {
    return memory;
  }

  @Override
  public boolean tellsOn(Executor thread) {
    return thread == loop;
  }
}
