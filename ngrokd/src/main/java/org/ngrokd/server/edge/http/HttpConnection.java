package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.Departure;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.PendingWay;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Trace;
import org.ngrokd.server.edge.Visitor;
import org.ngrokd.server.edge.VisitorMemory;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionLog;
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
 * <p>The states and the visitor's side are here; {@link ServiceSide} hears the client's side,
 * {@link Teardown} has the ways to end, {@link Cuts} what ends it before its time. The states and
 * what moves them are one thing, and stay in one file, however long it is.
 *
 * <p>Confined to the event loop of the visitor's channel. Bodies are never collected: what one side
 * does not take stops the reading at the other.
 *
 * <p>Protocol: §5.
 */
public final class HttpConnection implements RelayEnd.Receiver {
  /** So often a request waits for its tunnel to be looked for: names change hands. */
  private static final int MOST_WAITS = 3;

  enum State {
    HEAD,
    OPENING,
    EXCHANGE,
    OPAQUE,
    ENDED
  }

  private final Visitor visitor;
  private final CurrentWay way = new CurrentWay();
  private final Teardown teardown;
  private final ServiceSide service;
  private final EdgeContext context;
  private final ConnectionLog log;
  private final HttpReport report;
  private final RequestJudge judge;
  private final RequestTimes times;
  private final VisitorMemory memory;
  private final VisitorInput input;
  private final Departure departure;
  private State state = State.HEAD;
  private boolean visitorFinished;
  private boolean hasServed;
  private @Nullable Turn turn;
  private @Nullable Trace trace;

  private HttpConnection(Visitor visitor, EdgeContext context, ConnectionLog log, Visit visit) {
    this.visitor = visitor;
    this.context = context;
    this.log = log;
    this.report = HttpReport.to(visit);
    this.teardown = new Teardown(visitor.end(), way, report, this::stop);
    this.service = new ServiceSide(this, way, teardown, report, log);
    Cuts cuts = new Cuts(this, teardown, context.limits(), log);
    this.judge = new RequestJudge(context, visitor);
    this.times = new RequestTimes(visitor.loop(), context.policy(), cuts::tooSlow);
    this.memory = new VisitorMemory(visitor, context.memory(), cuts::outOfMemory);
    this.input = new VisitorInput(visitor, memory, context.policy().head().bytes());
    this.departure =
        new Departure(
            visitor.loop(), context.policy().leaving(), visitor.end()::isWritable, cuts::gone);
  }

  /**
   * Starts with a connection whose first bytes were read.
   *
   * @param since when it was made, by the event loop's ticker
   */
  static void begin(
      Visitor visitor, EdgeContext context, ConnectionLog log, Visit visit, long since) {
    HttpConnection connection = new HttpConnection(visitor, context, log, visit);
    connection.times.firstHead(since);
    visitor.end().start(connection);
  }

  @Override
  public void received(ByteBuf bytes) {
    if (state == State.ENDED) {
      bytes.release();
      return;
    }
    report.received(bytes.readableBytes());
    input.add(bytes);
    process();
  }

  @Override
  public void receivedBurst() {
    way.flush();
    look();
  }

  /** To be called after each burst, of either side. */
  void look() {
    input.look(way.headMemory());
  }

  boolean isServerLeaving() {
    return context.relays().isLeaving();
  }

  boolean is(State asked) {
    return state == asked;
  }

  /** The request under way, if one is. */
  @Nullable Turn turn() {
    return turn;
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
    input.tidy();
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
      byte[] head = input.takeHead();
      if (head == null) {
        times.headUnderWay(input.isHeadUnderWay());
        return false;
      }
      begin(RequestHead.parse(head, context.policy().head().lines()));
    } catch (BadMessageException e) {
      refuse(e);
    }
    return true;
  }

  private void begin(RequestHead request) throws BadMessageException {
    times.clear();
    begin(request, MOST_WAITS);
  }

  /**
   * @param waits what was found out may be wrong by the time that it is used
   */
  private void begin(RequestHead request, int waits) throws BadMessageException {
    Optional<CompletableFuture<Void>> comeback =
        waits == 0
            ? Optional.empty()
            : context.tunnels().comeback(visitor.protocol(), request.host());
    if (comeback.isPresent()) {
      state = State.OPENING;
      var unused =
          comeback
              .get()
              .thenRun(() -> visitor.loop().execute(() -> hasComeBack(request, waits - 1)));
    } else {
      judge(request);
    }
  }

  /** The tunnel's client is here, or does not come. */
  private void hasComeBack(RequestHead request, int waits) {
    if (state != State.OPENING) {
      return;
    }
    state = State.HEAD;
    try {
      begin(request, waits);
    } catch (BadMessageException e) {
      refuse(e);
    }
    processAndFlush();
  }

  private void judge(RequestHead request) throws BadMessageException {
    Sender sender = judge.sender(request);
    report.asked(request, sender);
    trace = report.trace();
    Verdict verdict = judge.judge(request, sender, trace, way.tunnel());
    if (verdict instanceof Verdict.Answer answer) {
      log.debug("{} (peer {})", answer.reason(), peer());
      if (answer.why() == Refusal.NO_TUNNEL && hasServed && isServerLeaving()) {
        answer.reply().bytes().release();
        teardown.hangUp(answer.why()); // its sender asks the server after this one
      } else {
        teardown.answer(answer.why(), answer.reply());
      }
    } else if (verdict instanceof Verdict.Pass pass) {
      Turn next = new Turn(request, pass);
      turn = next;
      report.judged(pass.tunnel());
      memory.use(pass.tunnel());
      VisitorGate.underWay(visitor.channel(), true);
      Backend serving = way.servingFor(pass);
      if (serving == null) {
        open(next);
      } else {
        turn(next, serving);
      }
    }
  }

  private void refuse(BadMessageException e) {
    boolean isLarge = e.kind() == BadMessageException.Kind.TOO_LARGE;
    if (isLarge) {
      context.limits().reached(Limit.REQUEST_HEAD);
    }
    log.debug("Bad request: {} (peer {})", e.reason(), peer());
    teardown.answer(isLarge ? Refusal.LARGE_HEAD : Refusal.BAD_REQUEST, HttpReplies.badRequest());
  }

  /**
   * The client of this request gives no way, or went before it said anything: one that shares its
   * name may serve it.
   *
   * @return false where there is none
   */
  boolean openInstead(Turn failed) {
    Optional<Tunnel> other =
        failed.mayBeTriedAgain() ? failed.pass().tunnel().source().instead() : Optional.empty();
    if (other.isEmpty() || !(judgedBy(other.get(), failed) instanceof Verdict.Pass pass)) {
      return false;
    }
    if (state == State.EXCHANGE) {
      times.clear();
      context.relays().ended();
    }
    Turn next = failed.by(pass);
    turn = next;
    report.judged(pass.tunnel());
    memory.use(pass.tunnel());
    open(next);
    return true;
  }

  private @Nullable Verdict judgedBy(Tunnel other, Turn failed) {
    try {
      return judge.judge(other, failed.request(), failed.pass().sender(), trace);
    } catch (BadMessageException e) {
      return null; // it was none before
    }
  }

  /** A way to another client, or the first one. */
  private void open(Turn next) {
    way.drop();
    departure.stop(); // until there is a way, PendingWay's rule holds
    state = State.OPENING;
    Verdict.Pass pass = next.pass();
    log.debug("New connection for {} from {}", pass.tunnel(), pass.sender().text());
    Future<RelayEnd> opening = pass.tunnel().open(pass.sender().text(), visitor.loop());
    way.awaits(new PendingWay(opening, visitor.loop()));
    if (visitorFinished) {
      way.visitorFinished();
    }
    opening.addListener((Future<RelayEnd> opened) -> service.opened(next, opened));
  }

  /** There is a way: the request goes there. */
  void start(Turn next, RelayEnd toClient) {
    Backend backend = new Backend(toClient, next.pass(), visitor.loop(), memory, service);
    way.is(backend);
    turn(next, backend);
    backend.start();
    processAndFlush();
  }

  private void turn(Turn next, Backend backend) {
    state = State.EXCHANGE;
    report.joined();
    context.relays().started();
    backend.expect(next);
    way.write(next.pass().head());
    times.body(next);
    if (visitorFinished) {
      departure.begin();
    }
  }

  /** Passes on what belongs to the request's body; what follows waits for the reply. */
  private boolean passBody() {
    Turn current = turn;
    if (current == null || !way.isThere() || current.isSent() || !input.isReadable()) {
      return false;
    }
    try {
      ByteBuf part = input.takeBody(current);
      report.passed(part.readableBytes());
      way.write(part);
    } catch (BadMessageException e) {
      log.debug("Bad request body: {} (peer {})", e.reason(), peer());
      teardown.breakOff(Refusal.BAD_REQUEST, HttpReplies.badRequest());
      return false;
    }
    if (current.isSent()) {
      times.clear();
      endExchangeIfDone();
    }
    return true;
  }

  /** Passes on what the service replies. */
  void toVisitor(ByteBuf bytes) {
    if (state == State.ENDED) {
      bytes.release();
      return;
    }
    report.sent(bytes.readableBytes());
    visitor.end().write(bytes);
    departure.heard();
    way.regulate(visitor.end().isWritable());
  }

  /** The reply is through. */
  void replied(boolean keepsAlive) {
    if (turn != null) {
      turn.replied(keepsAlive);
      endExchangeIfDone();
      processAndFlush();
    }
  }

  /** What follows in both directions is no HTTP. */
  void becameOpaque() {
    times.clear();
    departure.stop();
    turn = null;
    state = State.OPAQUE;
    report.upgraded();
    processAndFlush();
    if (visitorFinished) {
      finished();
    }
  }

  private boolean passAll() {
    if (way.isThere() && input.isReadable()) {
      ByteBuf all = input.takeAll();
      report.passed(all.readableBytes());
      way.write(all);
    }
    return false;
  }

  /** Once both the request and its reply are through. */
  private void endExchangeIfDone() {
    Turn current = turn;
    if (current == null || !current.isOver()) {
      return;
    }
    turn = null;
    report.requestEnded(Outcome.FINISHED);
    context.relays().ended();
    if (current.isLast()) {
      teardown.end();
    } else {
      state = State.HEAD;
      hasServed = true;
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
      teardown.end();
    } else if (state == State.EXCHANGE && turn != null && !turn.isSent()) {
      log.debug("The request broke off (peer {})", peer());
      teardown.abort(Outcome.VISITOR_LEFT);
    }
  }

  /** Stops and resumes the reading of the visitor as the client takes what it gets. */
  void regulate() {
    if (state != State.ENDED) {
      times.reading(input.regulate(state == State.HEAD || way.isWritable()));
    }
  }

  @Override
  public void finished() {
    visitorFinished = true;
    VisitorGate.finished(visitor.channel());
    way.visitorFinished();
    if (state == State.OPAQUE && way.isThere()) {
      way.finishSending();
    } else {
      process();
      if (state == State.EXCHANGE) {
        departure.begin();
      }
    }
  }

  @Override
  public void writabilityChanged() {
    way.regulate(visitor.end().isWritable());
  }

  /** The visitor's connection is gone. */
  @Override
  public void closed() {
    boolean inOrder = visitorFinished && state == State.OPAQUE;
    boolean underWay = state == State.EXCHANGE || state == State.OPAQUE;
    boolean isWhole = inOrder || (state == State.HEAD && !input.isHeadUnderWay());
    stop(isWhole ? Outcome.FINISHED : Outcome.VISITOR_LEFT);
    if (underWay && !inOrder) {
      way.reset();
    } else {
      way.drop();
    }
    report.closed();
  }

  /** Whether the visitor waits for a reply of which it has got nothing. */
  boolean awaitsReply() {
    return state == State.OPENING
        || (state == State.HEAD && input.isHeadUnderWay())
        || (state == State.EXCHANGE && way.isUnanswered());
  }

  /** Ends what goes on here; false when that was done before. */
  private boolean stop(Outcome how) {
    boolean running = state != State.ENDED;
    if (running) {
      report.stopped(how);
    }
    if (state == State.OPAQUE || (turn != null && state == State.EXCHANGE)) {
      context.relays().ended();
    }
    state = State.ENDED;
    times.stop();
    departure.stop();
    way.giveUp();
    input.release();
    return running;
  }

  RelayEnd visitorEnd() {
    return visitor.end();
  }

  /** Whose connection it is, for the log. */
  String peer() {
    return PeerAddress.of(visitor.channel());
  }
}
