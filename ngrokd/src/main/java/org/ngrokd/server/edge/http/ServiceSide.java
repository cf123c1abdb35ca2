package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import org.ngrokd.server.edge.http.HttpConnection.State;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.streams.http.Audience;
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
  private final ConnectionLog log;

  ServiceSide(
      HttpConnection connection,
      RelayEnd visitor,
      CurrentWay way,
      Teardown teardown,
      ConnectionLog log) {
    this.connection = connection;
    this.visitor = visitor;
    this.way = way;
    this.teardown = teardown;
    this.log = log;
  }

  /** There is a way to the client, or there will be none. */
  void opened(Exchange next, Future<RelayEnd> opened) {
    if (!connection.is(State.OPENING)) { // the visitor has gone meanwhile
      if (opened.isSuccess()) {
        opened.getNow().reset();
      }
    } else if (opened.isSuccess()) {
      connection.start(next, opened.getNow());
    } else {
      log.debug("No way to the client: {}", Failures.oneLine(opened.cause()));
      ErrorPage page =
          opened.cause() instanceof BusyException ? ErrorPage.BUSY : ErrorPage.CLIENT_AWAY;
      teardown.answer(page.reply(next.request().host(), "", Audience.of(next.request())));
    }
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
    Exchange current = connection.exchange();
    if (current == null) {
      teardown.end(); // the replies before it are whole
    } else if (way.isReplyBegun()) {
      teardown.cutShort();
    } else {
      teardown.breakOff(
          ErrorPage.BAD_REPLY.reply(current.request().host(), "", Audience.of(current.request())));
    }
  }

  @Override
  public void writable() {
    connection.regulate();
  }

  /** As a direct connection would end. */
  @Override
  public void finished() {
    Exchange current = connection.exchange();
    if (connection.is(State.OPAQUE) && way.isThere()) {
      visitor.finishSending();
      way.serviceFinished();
    } else if (connection.is(State.EXCHANGE) && current != null && !current.isSent()) {
      current.replied(false); // it may still read the request
      visitor.finishSending();
    } else {
      teardown.end();
    }
  }

  @Override
  public void broke() {
    Exchange current = connection.exchange();
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
