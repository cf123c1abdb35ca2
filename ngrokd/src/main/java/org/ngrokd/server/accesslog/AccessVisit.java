package org.ngrokd.server.accesslog;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.Outcome;
import org.ngrokd.server.edge.Refusal;
import org.ngrokd.server.edge.Target;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.RequestHead;

/**
 * One connection of a visitor: notes what happens and when, and makes an entry when a request, or a
 * connection without any, is over. Confined to the event loop of the visitor.
 */
final class AccessVisit implements Visit {
  private static final int LONGEST_METHOD = 32;
  private static final int LONGEST_HOST = 256;
  private static final int LONGEST_VALUE = 1024;
  private static final long NEVER = -1;

  private final AccessLog log;
  private Entry.Came came;
  private @Nullable Instant began;
  private long beganNanos;
  private long joined = NEVER;
  private long answered = NEVER;
  private @Nullable Tunnel tunnel;
  private @Nullable Refusal refusal;
  private Entry.@Nullable Asked asked;
  private int status;
  private boolean isOfService;

  AccessVisit(AccessLog log, Entry.Came came) {
    this.log = log;
    this.came = came;
    begins();
  }

  private void begins() {
    began = log.clock().instant();
    beganNanos = log.nanos();
    joined = NEVER;
    answered = NEVER;
    tunnel = null;
    refusal = null;
    asked = null;
    status = 0;
    isOfService = false;
  }

  private long spent() {
    return log.nanos() - beganNanos;
  }

  @Override
  public void secured(String version, String cipher) {
    came =
        new Entry.Came(
            came.listener(),
            came.peer(),
            came.connection(),
            Optional.of(new Entry.Tls(version, cipher)));
  }

  @Override
  public void asked(RequestHead request, String visitor) {
    begins();
    String userAgent = value(request.headers(), "User-Agent");
    String referer = value(request.headers(), "Referer");
    asked =
        new Entry.Asked(
            visitor,
            cut(request.method(), LONGEST_METHOD),
            Target.of(request.target()),
            cut(request.host(), LONGEST_HOST),
            userAgent.isEmpty() && referer.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry.Program(userAgent, referer)),
            request.isHttp11() ? "1.1" : "1.0");
  }

  private static String value(HeaderLines headers, String name) {
    return cut(headers.value(name), LONGEST_VALUE);
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }

  @Override
  public void judged(Tunnel serving) {
    tunnel = serving;
  }

  @Override
  public void joined() {
    joined = spent();
  }

  @Override
  public void answered(int answer) {
    answered = spent();
    status = answer;
    isOfService = true;
  }

  /** What the visitor has of the service stays its answer, and the rule that ended it is told. */
  @Override
  public void refused(Refusal why, int answer) {
    if (began == null) { // the head of another request, which could not be read
      begins();
    }
    refusal = why;
    if (answer != 0 || answered == NEVER) {
      answered = answer == 0 ? NEVER : spent();
      status = answer;
      isOfService = false;
    }
  }

  @Override
  public void requestEnded(long fromVisitor, long toVisitor, Outcome how) {
    write(fromVisitor, toVisitor, how);
    asked = null;
    refusal = null;
    began = null;
  }

  /** Of http there is something to tell only where a head could not be read. */
  @Override
  public void ended(long fromVisitor, long toVisitor, Outcome how) {
    boolean isOfBytes = came.listener().isNamedByPort() || (tunnel != null && isOfBytes(tunnel));
    if (began != null && (isOfBytes || refusal != null)) {
      write(fromVisitor, toVisitor, how);
    }
  }

  private static boolean isOfBytes(Tunnel tunnel) {
    return !tunnel.url().protocol().isHttp();
  }

  private void write(long fromVisitor, long toVisitor, Outcome how) {
    Instant since = began;
    if (since == null) {
      return;
    }
    Entry.Ended ended =
        new Entry.Ended(
            new Entry.Answer(status, isOfService, Optional.ofNullable(refusal)),
            new Entry.Spent(joined, answered, spent()),
            fromVisitor,
            toVisitor,
            how);
    log.add(
        new Entry(since, came, Optional.ofNullable(shown()), Optional.ofNullable(tunnel), ended));
  }

  private Entry.@Nullable Asked shown() {
    Entry.Asked all = asked;
    if (all == null) {
      return null;
    }
    boolean isOwn = tunnel != null && tunnel.claim().holder() == Holder.SETTLED;
    Target target = isOwn ? all.target().withoutSecrets() : all.target();
    return all.asking(log.withQuery() ? target : target.withoutQuery());
  }
}
