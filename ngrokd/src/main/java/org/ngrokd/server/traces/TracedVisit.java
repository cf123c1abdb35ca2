package org.ngrokd.server.traces;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Target;
import org.ngrokd.server.edge.Trace;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.RequestHead;

/**
 * One connection of a visitor: notes of each request that is traced what happens and when. Confined
 * to its event loop.
 */
final class TracedVisit implements Visit {
  private static final int LONGEST_METHOD = 32;
  private static final int LONGEST_HOST = 256;
  private static final int LONGEST_AGENT = 512;

  private final Traces traces;
  private final TunnelProtocol by;
  private @Nullable Noted noted;

  /** What is known of the request under way. */
  private static final class Noted {
    private final Span.Place place;
    private final Span.Asked asked;
    private final long began;
    private long joined;
    private long answered;
    private @Nullable Tunnel tunnel;
    private @Nullable Refusal refusal;
    private int status;

    Noted(Span.Place place, Span.Asked asked, long began) {
      this.place = place;
      this.asked = asked;
      this.began = began;
    }
  }

  TracedVisit(Traces traces, TunnelProtocol by) {
    this.traces = traces;
    this.by = by;
  }

  @Override
  public void asked(RequestHead request, String visitor) {
    TraceParent parent = TraceParent.of(request.headers().values("traceparent"));
    noted =
        traces.takes(parent)
            ? new Noted(Span.Place.below(parent), asked(by, request, visitor), traces.now())
            : null;
  }

  private static Span.Asked asked(TunnelProtocol by, RequestHead request, String visitor) {
    return new Span.Asked(
        by,
        visitor,
        cut(request.method(), LONGEST_METHOD),
        Target.of(request.target()).withoutQuery(),
        cut(request.host(), LONGEST_HOST),
        cut(request.headers().value("User-Agent"), LONGEST_AGENT));
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }

  @Override
  public @Nullable Trace trace() {
    return noted == null ? null : new Trace(noted.place.header(), !noted.place.above().isEmpty());
  }

  @Override
  public void judged(Tunnel serving) {
    if (noted != null) {
      noted.tunnel = serving;
    }
  }

  @Override
  public void joined() {
    if (noted != null) {
      noted.joined = traces.now();
    }
  }

  @Override
  public void answered(int status) {
    if (noted != null) {
      noted.answered = traces.now();
      noted.status = status;
    }
  }

  @Override
  public void refused(Refusal why, int status) {
    if (noted != null) {
      noted.refusal = why;
      noted.status = status == 0 ? noted.status : status;
    }
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    Noted all = noted;
    noted = null;
    if (all != null) {
      traces.add(
          new Span(
              all.place,
              shown(all),
              Optional.ofNullable(all.tunnel),
              new Span.Times(all.began, all.joined, all.answered, traces.now()),
              new Span.Ended(
                  all.status, Optional.ofNullable(all.refusal), fromVisitor, toVisitor, how)));
    }
  }

  /** Some paths of the server's own pages let somebody in. */
  private static Span.Asked shown(Noted all) {
    Span.Asked asked = all.asked;
    boolean isOwn = all.tunnel != null && all.tunnel.claim().holder() == Holder.SETTLED;
    return isOwn
        ? new Span.Asked(
            asked.by(),
            asked.visitor(),
            asked.method(),
            asked.target().withoutSecrets(),
            asked.host(),
            asked.userAgent())
        : asked;
  }
}
