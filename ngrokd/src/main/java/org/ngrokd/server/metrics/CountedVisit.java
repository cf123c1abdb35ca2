package org.ngrokd.server.metrics;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Copied;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.PassedBytes;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.metrics.AccountFigures.Count;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;

/** One connection of a visitor. Confined to its event loop, but for {@link #settle}. */
final class CountedVisit implements Visit {
  private final VisitFigures figures;
  private final Optional<AccountFigures> accounts;
  private final Set<CountedVisit> copied;
  private final PassedBytes bytes = new PassedBytes(this::passed);
  private volatile TunnelProtocol protocol;
  private volatile @Nullable Count account;
  private boolean isCounted;
  private long began = System.nanoTime();
  private int status;

  /**
   * @param copied of which it is one while nobody else tells what passes
   */
  CountedVisit(
      TunnelProtocol listener,
      VisitFigures figures,
      Optional<AccountFigures> accounts,
      Set<CountedVisit> copied) {
    this.copied = copied;
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

  private void passed(long fromVisitor, long toVisitor) {
    figures.passed(protocol, fromVisitor, toVisitor);
    Count ofAccount = account;
    if (ofAccount != null) {
      ofAccount.passed(fromVisitor, toVisitor);
    }
  }

  @Override
  public void copying(Copied from) {
    bytes.copying(from);
    copied.add(this);
  }

  @Override
  public void progressed(long fromVisitor, long toVisitor) {
    bytes.progressed(fromVisitor, toVisitor);
  }

  /** Counts what has been copied so far. From any thread. */
  void settle() {
    bytes.settle();
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    bytes.requestEnded(fromVisitor, toVisitor);
    figures.requestEnded(protocol, status, how);
    Count ofAccount = account;
    if (ofAccount != null) {
      ofAccount.requested();
    }
  }

  @Override
  public void ended(long fromVisitor, long toVisitor, Outcome how) {
    count();
    bytes.ended(fromVisitor, toVisitor);
    copied.remove(this);
  }
}
