package org.ngrokd.server.edge.http;

import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Trace;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;

/**
 * Tells who listens what a visitor's HTTP connection does, and counts the bytes for that. Confined
 * to the event loop of the visitor; where nobody listens it is one for all, and does nothing.
 */
final class HttpReport {
  private static final HttpReport NONE = new HttpReport(Visit.NONE);

  /** What is shorter, in bytes, is told when it is over. */
  private static final int WORTH_TELLING = 32 * 1024;

  private final Visit visit;
  private final boolean isHeard;
  private long fromVisitor;
  private long toVisitor;
  private long ofRequest;
  private long toVisitorBefore;
  private long told;
  private boolean isUnderWay;
  private Outcome outcome = Outcome.FINISHED;

  private HttpReport(Visit visit) {
    this.visit = visit;
    this.isHeard = visit != Visit.NONE;
  }

  static HttpReport to(Visit visit) {
    return visit == Visit.NONE ? NONE : new HttpReport(visit);
  }

  /** Bytes came from the visitor. */
  void received(int bytes) {
    if (isHeard) {
      fromVisitor += bytes;
    }
  }

  /** Some of them belong to the request under way, behind its head. */
  void passed(int bytes) {
    if (isHeard) {
      ofRequest += bytes;
      tellProgress();
    }
  }

  /** Bytes go to the visitor. */
  void sent(int bytes) {
    if (isHeard) {
      toVisitor += bytes;
      tellProgress();
    }
  }

  private void tellProgress() {
    long passed = ofRequest + toVisitor - toVisitorBefore;
    if (passed - told >= WORTH_TELLING && isUnderWay) {
      told = passed;
      visit.progressed(ofRequest, toVisitor - toVisitorBefore);
    }
  }

  void asked(RequestHead request, Sender sender) {
    if (isHeard) {
      isUnderWay = true;
      ofRequest = request.bytes().length;
      toVisitorBefore = toVisitor;
      told = ofRequest;
      visit.asked(request, sender.text());
    }
  }

  /** What the service is told to trace it by; null: nothing but what the visitor sent. */
  @Nullable Trace trace() {
    return visit.trace();
  }

  void judged(Tunnel tunnel) {
    visit.judged(tunnel);
  }

  void refused(Refusal why, int status) {
    visit.refused(why, status);
  }

  void joined() {
    visit.joined();
  }

  void answered(int status) {
    visit.answered(status);
  }

  void upgraded() {
    visit.upgraded();
  }

  /** The request under way is over, if one is. */
  void requestEnded(Outcome how) {
    if (isUnderWay) {
      isUnderWay = false;
      visit.requestEnded(ofRequest, toVisitor - toVisitorBefore, how);
    }
  }

  /** No more happens on the connection. */
  void stopped(Outcome how) {
    if (isHeard) {
      outcome = how;
      requestEnded(how);
    }
  }

  /** The connection is gone. */
  void closed() {
    visit.ended(fromVisitor, toVisitor, outcome);
  }
}
