package org.ngrokd.client.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/** The heads of one of a tunnel's services. Immutable; safe from any thread. */
public final class ForwardedHeads {
  /** Tells a service that gets shorter paths how its own links have to begin. */
  private static final String PREFIX = "X-Forwarded-Prefix";

  private final Optional<HeadChanges> changes;
  private final Optional<PathForward> stripping;

  private ForwardedHeads(Optional<HeadChanges> changes, Optional<PathForward> stripping) {
    this.changes = changes;
    this.stripping = stripping;
  }

  /** Of the service that gets what no path leads elsewhere. */
  public static ForwardedHeads of(HttpRules rules, LocalAddress service) {
    return new ForwardedHeads(HeadChanges.of(rules, service), Optional.empty());
  }

  /** Of the service that a path leads to. */
  public static ForwardedHeads of(HttpRules rules, PathForward forward) {
    return new ForwardedHeads(
        HeadChanges.of(prefixed(rules, forward), forward.address()),
        Optional.of(forward).filter(PathForward::isStripped));
  }

  private static HttpRules prefixed(HttpRules rules, PathForward forward) {
    return forward.isStripped()
        ? rules.withRequest(rules.request().removing(PREFIX).adding(PREFIX, forward.prefix()))
        : rules;
  }

  /** As {@link #of(HttpRules, LocalAddress)}, where this client tells of the visitor. */
  public static ForwardedHeads telling(HttpRules rules, LocalAddress service, String visitorIp) {
    return new ForwardedHeads(
        Optional.of(HeadChanges.telling(rules, service, visitorIp)), Optional.empty());
  }

  /** As {@link #of(HttpRules, PathForward)}, where this client tells of the visitor. */
  public static ForwardedHeads telling(HttpRules rules, PathForward forward, String visitorIp) {
    return new ForwardedHeads(
        Optional.of(HeadChanges.telling(prefixed(rules, forward), forward.address(), visitorIp)),
        Optional.of(forward).filter(PathForward::isStripped));
  }

  /** The head of a request for the service. */
  public byte[] changed(RequestHead head) {
    byte[] bytes = changes.map(each -> each.changed(head)).orElseGet(head::bytes);
    return stripping.map(forward -> stripped(forward, head, bytes)).orElse(bytes);
  }

  /** The target stands between the first two blanks, which is where edits leave it. */
  private static byte[] stripped(PathForward forward, RequestHead head, byte[] bytes) {
    String target = head.target();
    String path = RequestPath.of(target);
    byte[] sent =
        RequestPath.replaced(target, forward.sent(path)).getBytes(StandardCharsets.ISO_8859_1);
    int from = head.method().length() + 1;
    int behind = from + target.length();
    byte[] changed = Arrays.copyOf(bytes, bytes.length + sent.length - target.length());
    System.arraycopy(sent, 0, changed, from, sent.length);
    System.arraycopy(bytes, behind, changed, from + sent.length, bytes.length - behind);
    return changed;
  }

  /** The head of a reply for the visitor. */
  public byte[] changed(ResponseHead head) {
    return changes.map(each -> each.changed(head)).orElseGet(head::bytes);
  }
}
