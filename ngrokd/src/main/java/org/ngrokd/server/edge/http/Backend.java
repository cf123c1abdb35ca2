package org.ngrokd.server.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import org.ngrokd.server.edge.VisitorMemory;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.relay.MovedEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The way to a tunnel's client that a visitor's connection has at the moment, and the replies that
 * come from there. Confined to the event loop of the visitor.
 */
final class Backend implements RelayEnd.Receiver {
  private final RelayEnd end;
  private final Tunnel tunnel;
  private final String clientAddr;
  private final Listener listener;
  private final ReplyReader replies;
  private final VisitorMemory memory;
  private boolean finished;
  private boolean over;
  private boolean reading = true;
  private int opaqueDirectionsEnded;

  /** Hears what comes from the local service. */
  interface Listener extends ReplyReader.Sink {
    /** For now no more bytes follow. */
    void burst();

    /** The service sent what cannot be passed on. */
    void badReply(String reason);

    /** The way takes more bytes, or no more for now. */
    void writable();

    /** The service has sent its last byte. */
    void finished();

    /** The connection broke off. */
    void broke();

    /** Both directions of an opaque stream have ended. */
    void over();
  }

  Backend(
      RelayEnd end,
      Verdict.Pass pass,
      EventExecutor loop,
      VisitorMemory memory,
      Listener listener) {
    this.end = MovedEnd.to(loop, end);
    this.memory = memory;
    this.tunnel = pass.tunnel();
    this.clientAddr = pass.sender().text();
    this.listener = listener;
    this.replies = new ReplyReader(listener);
    memory.added(this.end);
  }

  Tunnel tunnel() {
    return tunnel;
  }

  RelayEnd end() {
    return end;
  }

  /** Starts delivery of replies. */
  void start() {
    end.start(this);
  }

  /** Whether it is the way for such a request: to this very tunnel, and for this visitor. */
  boolean serves(Verdict.Pass pass) {
    return tunnel.equals(pass.tunnel())
        && (!tunnel.rules().visitorPerConnection() || clientAddr.equals(pass.sender().text()));
  }

  void expect(Turn turn) {
    replies.expect(turn.request(), turn.pass().mayUpgrade());
  }

  /** What has come of a reply's head whose end has not, in bytes. */
  int headMemory() {
    return replies.headMemory();
  }

  boolean isReplyBegun() {
    return replies.isBegun();
  }

  /** Whether the reply under way is whole when the service has sent its last byte. */
  boolean endsWithConnection() {
    return replies.endsWithConnection();
  }

  /** Stops and resumes the reading of replies. */
  void regulate(boolean visitorTakesMore) {
    if (visitorTakesMore != reading) {
      reading = visitorTakesMore;
      if (visitorTakesMore) {
        end.resumeReading();
      } else {
        end.pauseReading();
      }
    }
  }

  /** One of the two has sent its last byte of an opaque stream. */
  void opaqueDirectionEnded() {
    opaqueDirectionsEnded++;
    if (opaqueDirectionsEnded == 2) {
      listener.over();
    }
  }

  /** It is of no interest any more. */
  void forget() {
    over = true;
  }

  @Override
  public void received(ByteBuf bytes) {
    if (over) {
      bytes.release();
      return;
    }
    try {
      replies.read(bytes);
    } catch (BadMessageException e) {
      listener.badReply(e.reason());
    }
  }

  @Override
  public void receivedBurst() {
    if (!over) {
      listener.burst();
    }
  }

  @Override
  public void finished() {
    finished = true;
    if (!over) {
      listener.finished();
    }
  }

  @Override
  public void writabilityChanged() {
    if (!over) {
      listener.writable();
    }
  }

  @Override
  public void closed() {
    memory.gone(end);
    if (!over && !finished) {
      listener.broke();
    } else if (!over) {
      listener.over();
    }
  }
}
