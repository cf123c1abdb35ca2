package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.Departure;
import org.ngrokd.server.edge.EdgeServices;
import org.ngrokd.server.edge.PendingWay;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.edge.VisitorMemory;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.streams.http.Audience;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor's connection: its requests one after the other, each judged on its own and sent to the
 * tunnel that it is for. The next request is looked at when the reply before it is complete, so
 * replies keep the order of their requests.
 *
 * <pre>
 *   HEAD ─judged─▶ OPENING ─way to the client─▶ EXCHANGE ─reply and request complete─▶ HEAD
 *    │                 ▲ left out for the same tunnel │
 *    │                                                ├─ the protocol changes ─▶ OPAQUE
 *    └──────────── answered here, broken, or last ────┴──────────▶ ENDED
 * </pre>
 *
 * <p>Confined to the event loop of the visitor's channel. Bodies are never collected: what one side
 * does not take stops the reading at the other.
 *
 * <p>Protocol: §5.
 */
public final class HttpConnection implements RelayEnd.Receiver {
  private enum State {
    HEAD,
    OPENING,
    EXCHANGE,
    OPAQUE,
    ENDED
  }

  private final Visitor visitor;
  private final EdgeServices services;
  private final ConnectionLog log;
  private final RequestJudge judge;
  private final HeadReader heads;
  private final RequestTimes times;
  private final VisitorMemory memory;
  private final Departure departure;
  private State state = State.HEAD;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private boolean visitorFinished;
  private boolean reading = true;
  private @Nullable Exchange exchange;
  private @Nullable Backend backend;
  private @Nullable PendingWay opening;

  private HttpConnection(Visitor visitor, EdgeServices services, ConnectionLog log) {
    this.visitor = visitor;
    this.services = services;
    this.log = log;
    this.judge = new RequestJudge(services, visitor);
    this.heads = new HeadReader(services.policy().head().bytes());
    this.times = new RequestTimes(visitor.loop(), services.policy(), this::tooSlow);
    this.memory = new VisitorMemory(visitor, services.memory(), this::outOfMemory);
    this.departure =
        new Departure(
            visitor.loop(), services.policy().leaving(), visitor.end()::isWritable, this::gone);
  }

  /**
   * Starts with a connection whose first bytes were read.
   *
   * @param since when it was made, by the event loop's ticker
   */
  static void begin(Visitor visitor, EdgeServices services, ConnectionLog log, long since) {
    HttpConnection connection = new HttpConnection(visitor, services, log);
    connection.times.firstHead(since);
    visitor.end().start(connection);
  }

  @Override
  public void received(ByteBuf bytes) {
    if (state == State.ENDED) {
      bytes.release();
      return;
    }
    input =
        input.isReadable()
            ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(visitor.channel().alloc(), input, bytes)
            : bytes;
    process();
  }

  @Override
  public void receivedBurst() {
    if (backend != null) {
      backend.end().flush();
    }
    look();
  }

  private void look() {
    memory.look(input, heads.memory() + (backend == null ? 0 : backend.headMemory()));
  }

  /** Goes on as far as what was read allows. */
  private void process() {
    boolean progress = true;
    while (progress) {
      progress =
          switch (state) {
            case HEAD -> readHead();
            case EXCHANGE -> passBody();
            case OPAQUE -> passAll();
            case OPENING, ENDED -> false;
          };
    }
    if (!input.isReadable()) {
      releaseInput();
    }
    endIfNothingFollows();
    regulate();
  }

  private void processAndFlush() {
    process();
    receivedBurst();
  }

  private boolean readHead() {
    if (!input.isReadable()) {
      return false;
    }
    try {
      byte[] head = heads.read(input);
      if (head == null) {
        times.headUnderWay(heads.isUnderWay());
        return false;
      }
      begin(RequestHead.parse(head, services.policy().head().lines()));
    } catch (BadMessageException e) {
      refuse(e);
    }
    return true;
  }

  private void begin(RequestHead request) throws BadMessageException {
    times.clear();
    Verdict verdict = judge.judge(request);
    if (verdict instanceof Verdict.Answer answer) {
      log.debug("{} (peer {})", answer.reason(), peer());
      answer(answer.reply());
    } else if (verdict instanceof Verdict.Pass pass) {
      Exchange next = new Exchange(request, pass);
      exchange = next;
      memory.use(pass.tunnel());
      VisitorGate.underWay(visitor.channel(), true);
      if (backend != null && backend.serves(pass)) {
        exchange(next, backend);
      } else {
        open(next);
      }
    }
  }

  private void refuse(BadMessageException e) {
    if (e.reason().contains("above") || e.reason().contains("more than")) {
      services.limits().reached(Limit.REQUEST_HEAD);
    }
    log.debug("Bad request: {} (peer {})", e.reason(), peer());
    answer(HttpReplies.badRequest());
  }

  /** A way to another client, or the first one. */
  private void open(Exchange next) {
    dropBackend();
    departure.stop(); // until there is a way, PendingWay's rule holds
    state = State.OPENING;
    Verdict.Pass pass = next.pass();
    log.debug("New connection for {} from {}", pass.tunnel(), pass.origin().text());
    Future<RelayEnd> way = pass.tunnel().open(pass.origin().text(), visitor.loop());
    opening = new PendingWay(way, visitor.loop());
    if (visitorFinished) {
      opening.visitorFinished();
    }
    way.addListener((Future<RelayEnd> opened) -> opened(next, opened));
  }

  private void opened(Exchange next, Future<RelayEnd> opened) {
    if (state != State.OPENING) { // the visitor has gone meanwhile
      if (opened.isSuccess()) {
        opened.getNow().reset();
      }
    } else if (opened.isSuccess()) {
      Backend way =
          new Backend(opened.getNow(), next.pass(), visitor.loop(), memory, new Service());
      backend = way;
      exchange(next, way);
      way.start();
      processAndFlush();
    } else {
      log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
      ErrorPage page =
          opened.cause() instanceof BusyException ? ErrorPage.BUSY : ErrorPage.CLIENT_AWAY;
      answer(page.reply(next.request().host(), "", Audience.of(next.request())));
    }
  }

  private void exchange(Exchange next, Backend way) {
    state = State.EXCHANGE;
    services.relays().started();
    way.expect(next);
    way.end().write(next.pass().head());
    times.body(next);
    if (visitorFinished) {
      departure.begin();
    }
  }

  /** Passes on what belongs to the request's body; what follows waits for the reply. */
  private boolean passBody() {
    Exchange current = exchange;
    Backend way = backend;
    if (current == null || way == null || current.isSent() || !input.isReadable()) {
      return false;
    }
    try {
      int part = current.scan(input);
      way.end().write(input.readRetainedSlice(part));
    } catch (BadMessageException e) {
      log.debug("Bad request body: {} (peer {})", e.reason(), peer());
      breakOff(HttpReplies.badRequest());
      return false;
    }
    if (current.isSent()) {
      times.clear();
      endExchangeIfDone();
    }
    return true;
  }

  private boolean passAll() {
    if (backend != null && input.isReadable()) {
      backend.end().write(input);
      input = Unpooled.EMPTY_BUFFER;
    }
    return false;
  }

  /** Once both the request and its reply are through. */
  private void endExchangeIfDone() {
    Exchange current = exchange;
    if (current == null || !current.isOver()) {
      return;
    }
    exchange = null;
    services.relays().ended();
    if (current.isLast()) {
      end();
    } else {
      state = State.HEAD;
      times.idle();
      VisitorGate.underWay(visitor.channel(), false);
    }
  }

  /** A visitor that has finished sending sends no other request. */
  private void endIfNothingFollows() {
    if (!visitorFinished) {
      return;
    }
    if (state == State.HEAD) {
      end();
    } else if (state == State.EXCHANGE && exchange != null && !exchange.isSent()) {
      log.debug("The request broke off (peer {})", peer());
      abort();
    }
  }

  /** Stops and resumes the reading of either side as the other takes what it gets. */
  private void regulate() {
    if (state == State.ENDED) {
      return;
    }
    boolean taken = backend == null || state == State.HEAD || backend.end().isWritable();
    boolean wanted = taken && input.readableBytes() < memory.mostAhead();
    if (wanted != reading) {
      reading = wanted;
      if (wanted) {
        visitor.end().resumeReading();
      } else {
        visitor.end().pauseReading();
      }
    }
    times.reading(reading);
  }

  @Override
  public void finished() {
    visitorFinished = true;
    VisitorGate.finished(visitor.channel());
    if (opening != null) {
      opening.visitorFinished();
    }
    if (state == State.OPAQUE && backend != null) {
      backend.end().finishSending();
      backend.opaqueDirectionEnded();
    } else {
      process();
      if (state == State.EXCHANGE) {
        departure.begin();
      }
    }
  }

  /** As a direct connection to the service would break. */
  private void gone() {
    log.debug("The visitor has gone, its request is given up (peer {})", peer());
    abort();
  }

  @Override
  public void writabilityChanged() {
    if (backend != null) {
      backend.regulate(visitor.end().isWritable());
    }
  }

  /** The visitor's connection is gone. */
  @Override
  public void closed() {
    boolean inOrder = visitorFinished && state == State.OPAQUE;
    boolean underWay = state == State.EXCHANGE || state == State.OPAQUE;
    stop();
    if (underWay && !inOrder) {
      resetBackend();
    } else {
      dropBackend();
    }
  }

  private void tooSlow(Limit limit) {
    services.limits().reached(limit);
    log.debug("Too slow: {} (peer {})", limit.label(), peer());
    if (limit == Limit.BODY_RATE) {
      breakOff(HttpReplies.requestTimeout());
    } else {
      end();
    }
  }

  /** What waits is too much where this visitor belongs to, and others hold less. */
  private boolean outOfMemory() {
    log.debug("Cut: too much waits in memory (peer {})", peer());
    boolean replies =
        state == State.OPENING
            || (state == State.HEAD && heads.isUnderWay())
            || (state == State.EXCHANGE && backend != null && !backend.isReplyBegun());
    if (replies) {
      resetBackend();
      answer(HttpReplies.overloaded());
    } else {
      abort();
    }
    return replies;
  }

  /** Answers a request that goes nowhere. It is the connection's last. */
  private void answer(ByteBuf reply) {
    visitor.end().write(reply);
    end();
  }

  /** Ends in the middle of a request: with a reply of ours where the visitor has none yet. */
  private void breakOff(ByteBuf reply) {
    boolean canReply = backend != null && !backend.isReplyBegun();
    if (canReply) {
      resetBackend();
      answer(reply);
    } else {
      reply.release();
      abort();
    }
  }

  /** Ends in order: what was written is sent. */
  private void end() {
    if (stop()) {
      visitor.end().close();
      dropBackend();
    }
  }

  /** Ends so that nobody takes what came for the whole. */
  private void abort() {
    if (stop()) {
      visitor.end().reset();
      resetBackend();
    }
  }

  /** Ends in the middle of a reply: what came of it arrives. */
  private void cutShort() {
    if (stop()) {
      visitor.end().breakOff();
      resetBackend();
    }
  }

  /** False when that was done before. */
  private boolean stop() {
    boolean running = state != State.ENDED;
    if (state == State.OPAQUE || (exchange != null && state == State.EXCHANGE)) {
      services.relays().ended();
    }
    state = State.ENDED;
    times.stop();
    departure.stop();
    if (opening != null) {
      opening.giveUp();
    }
    releaseInput();
    return running;
  }

  private void dropBackend() {
    if (backend != null) {
      backend.forget();
      backend.end().close();
      backend = null;
    }
  }

  private void resetBackend() {
    if (backend != null) {
      backend.forget();
      backend.end().reset();
      backend = null;
    }
  }

  private String peer() {
    return PeerAddress.of(visitor.channel());
  }

  private void releaseInput() {
    input.release();
    input = Unpooled.EMPTY_BUFFER;
  }

  /** What the way to the client tells. */
  private final class Service implements Backend.Listener {
    @Override
    public void forward(ByteBuf bytes) {
      if (state == State.ENDED) {
        bytes.release();
        return;
      }
      visitor.end().write(bytes);
      departure.heard();
      if (backend != null) {
        backend.regulate(visitor.end().isWritable());
      }
    }

    @Override
    public void burst() {
      visitor.end().flush();
      look();
    }

    @Override
    public void replied(boolean keepsAlive) {
      if (exchange != null) {
        exchange.replied(keepsAlive);
        endExchangeIfDone();
        processAndFlush();
      }
    }

    @Override
    public void opaque() {
      times.clear();
      departure.stop();
      exchange = null;
      state = State.OPAQUE;
      processAndFlush();
      if (visitorFinished) {
        finished();
      }
    }

    @Override
    public void badReply(String reason) {
      log.info("The reply of the local service is malformed: {}", reason);
      Exchange current = exchange;
      if (current == null) {
        end(); // the replies before it are whole
      } else if (backend != null && backend.isReplyBegun()) {
        cutShort();
      } else {
        breakOff(
            ErrorPage.BAD_REPLY.reply(
                current.request().host(), "", Audience.of(current.request())));
      }
    }

    @Override
    public void writable() {
      regulate();
    }

    /** As a direct connection would end. */
    @Override
    public void finished() {
      if (state == State.OPAQUE && backend != null) {
        visitor.end().finishSending();
        backend.opaqueDirectionEnded();
      } else if (state == State.EXCHANGE && exchange != null && !exchange.isSent()) {
        exchange.replied(false); // it may still read the request
        visitor.end().finishSending();
      } else {
        end();
      }
    }

    @Override
    public void broke() {
      boolean isAnswered = exchange != null && exchange.isReplied();
      if (state == State.HEAD || isAnswered) {
        end(); // what the visitor has got is whole
      } else {
        cutShort();
      }
    }

    @Override
    public void over() {
      end();
    }
  }
}
