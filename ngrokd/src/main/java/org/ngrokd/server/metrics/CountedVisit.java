package org.ngrokd.server.metrics;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.metrics.AccountFigures.Count;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;

/**
 * One connection of a visitor. Confined to its event loop, but for {@link #passed}, which may run
 * on any thread once all that it looks at is known.
 */
final class CountedVisit implements Visit {
  private final VisitFigures figures;
  private final Optional<AccountFigures> accounts;
  private volatile TunnelProtocol protocol;
  private volatile @Nullable Count account;
  private boolean isCounted;
  private int early;
  private long began = System.nanoTime();
  private int status;

  CountedVisit(TunnelProtocol listener, VisitFigures figures, Optional<AccountFigures> accounts) {
    this.protocol = listener;
    this.figures = figures;
    this.accounts = accounts;
    if (listener != TunnelProtocol.HTTPS) { // there it may come to be one of a tls tunnel
      count();
    }
  }

  private void count() {
    if (!isCounted) {
      isCounted = true;
      figures.connected(protocol);
    }
  }

  @Override
  public void secured(String version, String cipher) {
    count();
  }

  @Override
  public void asked(RequestHead request, String visitor) {
    began = System.nanoTime();
    status = 0;
  }

  @Override
  public void judged(Tunnel serving) {
    protocol = serving.url().protocol();
    count();
    Count next = accounts.map(each -> each.of(serving)).orElse(null);
    if (next != null && next != account) {
      next.connected();
      next.passed(early, 0); // the head by which it was judged
      early = 0;
      account = next;
    }
  }

  @Override
  public void refused(Refusal why, int answer) {
    figures.refused(why);
    status = answer == 0 ? status : answer;
  }

  @Override
  public void joined() {
    figures.joined(System.nanoTime() - began);
  }

  @Override
  public void answered(int answer) {
    figures.answered(System.nanoTime() - began);
    status = answer;
  }

  @Override
  public void passed(int fromVisitor, int toVisitor) {
    figures.passed(protocol, fromVisitor, toVisitor);
    Count ofAccount = account;
    if (ofAccount != null) {
      ofAccount.passed(fromVisitor, toVisitor);
    } else if (accounts.isPresent()) {
      early += fromVisitor;
    }
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    figures.requestEnded(protocol, status, how);
    Count ofAccount = account;
    if (ofAccount != null) {
      ofAccount.requested();
    }
  }

  @Override
  public void ended(long fromVisitor, long toVisitor, Outcome how) {
    count();
  }
}
