package org.ngrokd.client.paths;

import io.netty.buffer.ByteBuf;
import org.ngrokd.streams.net.ConnectionLog;

/**
 * The services' side of one visitor: hears what comes from there and says what it means. Confined
 * to the event loop of the visitor.
 */
final class ServiceSide implements Way.Listener {
  private final PathEnd requests;
  private final Ways ways;
  private final VisitorOutput visitor;
  private final ConnectionLog log;

  ServiceSide(PathEnd requests, Ways ways, VisitorOutput visitor, ConnectionLog log) {
    this.requests = requests;
    this.ways = ways;
    this.visitor = visitor;
    this.log = log;
  }

  @Override
  public void forward(ByteBuf bytes) {
    visitor.write(bytes);
  }

  @Override
  public void burst() {
    visitor.burst();
    requests.count();
  }

  @Override
  public void replied(boolean keepsAlive) {
    requests.replied(keepsAlive);
  }

  @Override
  public void leftHttp() {
    requests.leftHttp();
  }

  @Override
  public void malformed(Way way, String reason) {
    if (!ways.isCurrent(way)) {
      ways.drop(way);
      return;
    }
    log.warn("Malformed reply of the local service: {}", reason);
    if (requests.isReplied()) {
      requests.end();
    } else if (way.isBegun()) {
      requests.breakOff(); // what was whole arrives
    } else {
      requests.endWithBadReply();
    }
  }

  @Override
  public void writabilityChanged(Way way) {
    if (ways.isCurrent(way)) {
      requests.process();
    }
  }

  @Override
  public void finished(Way way) {
    if (!ways.isCurrent(way)) {
      ways.drop(way);
    } else if (requests.isOpaque()) {
      visitor.finish();
    } else if (way.isBegun() && !way.endsReply() && !requests.isReplied()) {
      requests.breakOff();
    } else {
      requests.end();
    }
  }

  @Override
  public void closed(Way way) {
    if (!ways.isCurrent(way)) {
      ways.drop(way);
    } else if (way.isFinished() || requests.isReplied()) {
      requests.end();
    } else {
      requests.breakOff();
    }
  }
}
