package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.http.HttpConnection.State;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.ServerAwayException;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.streams.http.ErrorPage;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The client's side of a visitor's connection: hears what comes from there and says what it means.
 * Confined to the event loop of the visitor.
 */
final class ServiceSide implements Backend.Listener {
  private final HttpConnection connection;
  private final RelayEnd visitor;
  private final CurrentWay way;
  private final Teardown teardown;
  private final HttpReport report;
  private final ConnectionLog log;

  ServiceSide(
      HttpConnection connection,
      CurrentWay way,
      Teardown teardown,
      HttpReport report,
      ConnectionLog log) {
    this.connection = connection;
    this.visitor = connection.visitorEnd();
    this.way = way;
    this.teardown = teardown;
    this.report = report;
    this.log = log;
  }

  /** There is a way to the client, or there will be none. */
  void opened(Turn next, Future<RelayEnd> opened) {
    if (!connection.is(State.OPENING)) { // the visitor has gone meanwhile
      if (opened.isSuccess()) {
        opened.getNow().reset();
      }
    } else if (opened.isSuccess()) {
      connection.start(next, opened.getNow());
    } else {
      log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
      if (!opened.isCancelled() && connection.openInstead(next)) {
        return;
      }
      boolean isBusy = opened.cause() instanceof BusyException;
      teardown.answer(
          isBusy ? Refusal.BUSY : Refusal.CLIENT_AWAY,
          OwnReply.page(page(opened.cause()), next.request()));
    }
  }

  private static ErrorPage page(Throwable failure) {
    if (failure instanceof ServiceDownException) {
      return ErrorPage.SERVICE_DOWN;
    }
    if (failure instanceof ServerAwayException) {
      return ErrorPage.SERVER_AWAY;
    }
    return failure instanceof BusyException ? ErrorPage.BUSY : ErrorPage.CLIENT_AWAY;
  }

  @Override
  public void answered(int status) {
    report.answered(status);
  }

  /** A visitor who comes again is for whoever comes after this server. */
  @Override
  public boolean endsBehind() {
    return connection.isServerLeaving();
  }

  @Override
  public void forward(ByteBuf bytes) {
    connection.toVisitor(bytes);
  }

  @Override
  public void burst() {
    visitor.flush();
    connection.look();
  }

  @Override
  public void replied(boolean keepsAlive) {
    connection.replied(keepsAlive);
  }

  @Override
  public void opaque() {
    connection.becameOpaque();
  }

  @Override
  public void badReply(String reason) {
    log.info("The reply of the local service is malformed: {}", reason);
    Turn current = connection.turn();
    if (current == null) {
      teardown.end(); // the replies before it are whole
    } else if (way.isReplyBegun()) {
      report.refused(Refusal.BAD_REPLY, 0);
      teardown.cutShort();
    } else {
      teardown.breakOff(Refusal.BAD_REPLY, OwnReply.page(ErrorPage.BAD_REPLY, current.request()));
    }
  }

  @Override
  public void writable() {
    connection.regulate();
  }

  /** As a direct connection would end. */
  @Override
  public void finished() {
    Turn current = connection.turn();
    if (connection.is(State.OPAQUE) && way.isThere()) {
      visitor.finishSending();
      way.serviceFinished();
    } else if (connection.is(State.EXCHANGE) && current != null && !current.isSent()) {
      current.replied(false); // it may still read the request
      visitor.finishSending();
    } else {
      boolean isWhole = connection.is(State.HEAD) || way.endsReply();
      teardown.end(isWhole ? Outcome.FINISHED : Outcome.SERVICE_BROKE);
    }
  }

  @Override
  public void broke() {
    Turn current = connection.turn();
    if (current != null
        && connection.is(State.EXCHANGE)
        && way.isUnanswered()
        && current.isRepeatable()
        && connection.openInstead(current)) {
      return; // it was not served, as far as anybody knows
    }
    boolean isAnswered = current != null && current.isReplied();
    if (connection.is(State.HEAD) || isAnswered) {
      teardown.end(); // what the visitor has got is whole
    } else {
      teardown.cutShort();
    }
  }

  @Override
  public void over() {
    teardown.end();
  }
}
