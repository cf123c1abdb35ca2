package org.ngrokd.server;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;

/**
 * As an access log would listen: a line for each request, with who answered and how long it took.
 * Its clock is a second further whenever it is read.
 */
final class AccessLines implements EdgeEvents {
  private final AtomicLong clock = new AtomicLong();
  private final List<String> lines = new ArrayList<>();

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new OfVisit();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  private synchronized void write(String line) {
    lines.add(line);
  }

  private final class OfVisit implements Visit {
    private String who = "";
    private String what = "";
    private String tunnel = "no tunnel";
    private String answer = "nothing";
    private long askedAt;
    private long joinedAfter;

    @Override
    public void asked(RequestHead request, String visitor) {
      askedAt = clock.incrementAndGet();
      who = visitor.replaceFirst(":[0-9]+$", "");
      what = request.method() + " " + request.target();
      tunnel = "no tunnel";
      answer = "nothing";
      joinedAfter = 0;
    }

    @Override
    public void judged(Tunnel serving) {
      tunnel = serving.url().host();
    }

    @Override
    public void joined() {
      joinedAfter = clock.incrementAndGet() - askedAt;
    }

    @Override
    public void answered(int status) {
      answer = status + " by the service";
    }

    @Override
    public void refused(Refusal why, int status) {
      answer = status + " by us, " + why;
    }

    @Override
    public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
      long took = clock.incrementAndGet() - askedAt;
      write(
          String.format(
              "%s \"%s\" %s: %s, %d bytes, %s; joined after %d s, took %d s",
              who, what, tunnel, answer, toVisitor, how, joinedAfter, took));
    }
  }
}
