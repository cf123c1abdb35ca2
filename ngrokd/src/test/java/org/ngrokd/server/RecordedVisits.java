package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.ConnectionId;

/** Keeps what visitors did, a line each. */
final class RecordedVisits implements EdgeEvents {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<Recorded> opened = new LinkedBlockingQueue<>();

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    Recorded visit = new Recorded();
    visit.told("opened " + listener);
    opened.add(visit);
    return visit;
  }

  /** All of the next visit, once it has ended. */
  List<String> nextToTheEnd() throws InterruptedException {
    Recorded visit = opened.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(visit).as("a visit").isNotNull();
    return visit.toTheEnd();
  }

  private static final class Recorded implements Visit {
    private final List<String> lines = new ArrayList<>();
    private final Set<String> threads = new TreeSet<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private synchronized void told(String line) {
      lines.add(line);
      threads.add(Thread.currentThread().getName());
    }

    List<String> toTheEnd() throws InterruptedException {
      boolean isOver = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      synchronized (this) {
        assertThat(isOver).as("over, after %s", lines).isTrue();
        assertThat(threads).as("the visitor's event loop").hasSize(1);
        return List.copyOf(lines);
      }
    }

    @Override
    public void asked(RequestHead request, String visitor) {
      told("asked " + request.method() + " " + request.target());
    }

    @Override
    public void judged(Tunnel tunnel) {
      told("judged " + tunnel);
    }

    @Override
    public void refused(Refusal why, int status) {
      told("refused " + why + " " + status);
    }

    @Override
    public void joined() {
      told("joined");
    }

    @Override
    public void answered(int status) {
      told("answered " + status);
    }

    @Override
    public void upgraded() {
      told("upgraded");
    }

    @Override
    public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
      told("request " + fromVisitor + " " + toVisitor + " " + how);
    }

    @Override
    public void ended(long fromVisitor, long toVisitor, Outcome how) {
      told("ended " + fromVisitor + " " + toVisitor + " " + how);
      over.countDown();
    }
  }
}
