package org.ngrokd.client.http;

import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.OwnUrl;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/** What is changed in the heads of one tunnel. Not changed once made; safe from any thread. */
public final class HeadChanges {
  /** Where a request names the host that it is for. */
  private static final List<String> OWN_URLS = List.of("Origin", "Referer", "Destination");

  private final boolean setsHost;
  private final Optional<String> ownUrl;
  private final HeadEdit requests;
  private final HeadEdit requestsWithoutHost;
  private final HeadEdit replies;
  private final Optional<ToldOfVisitor> told;

  private HeadChanges(HeadChanges others, ToldOfVisitor told) {
    this.setsHost = others.setsHost;
    this.ownUrl = others.ownUrl;
    this.requests = others.requests;
    this.requestsWithoutHost = others.requestsWithoutHost;
    this.replies = others.replies;
    this.told = Optional.of(told);
  }

  private HeadChanges(Optional<String> host, Optional<String> ownUrl, HttpRules rules) {
    this.setsHost = host.isPresent();
    this.ownUrl = ownUrl;
    this.requests = edit(rules.request());
    this.requestsWithoutHost = edit(rules.request());
    this.replies = edit(rules.response());
    this.told = Optional.empty();
    host.ifPresent(value -> requests.replace("Host", value));
    host.ifPresent(value -> requestsWithoutHost.add("Host", value));
  }

  /** The changes for a service; empty when there are none. */
  public static Optional<HeadChanges> of(HttpRules rules, LocalAddress service) {
    return rules.changeHeads() ? Optional.of(all(rules, service)) : Optional.empty();
  }

  private static HeadChanges all(HttpRules rules, LocalAddress service) {
    return new HeadChanges(
        rules.hostHeader().of(service), rules.hostHeader().ownUrl(service), rules);
  }

  /** The changes for a service, which is told of a visitor by this client. */
  public static HeadChanges telling(HttpRules rules, LocalAddress service, String visitorIp) {
    return new HeadChanges(
        all(rules, service),
        new ToldOfVisitor(visitorIp, rules, service instanceof LocalAddress.Tls));
  }

  private static HeadEdit edit(HeaderRules rules) {
    HeadEdit edit = new HeadEdit();
    rules.remove().forEach(edit::remove);
    rules.add().forEach((name, value) -> edit.add(name, HeaderRules.onTheWire(value)));
    return edit;
  }

  /** The head of a request for the service. */
  byte[] changed(RequestHead head) {
    boolean hasHost = !setsHost || head.headers().find("Host") >= 0;
    HeadEdit edit = hasHost ? requests : requestsWithoutHost;
    HeadEdit own = ownUrl.isPresent() ? withOwnUrls(edit, ownUrl.get(), head) : edit;
    return told.map(each -> each.addedTo(new HeadEdit(own), head))
        .orElse(own)
        .apply(head.bytes(), head.headers());
  }

  /** A service that sees its own name as the host wants to see it everywhere. */
  private static HeadEdit withOwnUrls(HeadEdit usual, String ownUrl, RequestHead head) {
    HeadEdit edit = usual;
    for (String name : OWN_URLS) {
      Optional<String> rest = OwnUrl.rest(head.headers().value(name), head.host());
      if (rest.isPresent()) {
        edit = new HeadEdit(edit).replace(name, ownUrl + rest.get());
      }
    }
    return edit;
  }

  /** The head of a reply for the visitor. */
  byte[] changed(ResponseHead head) {
    return replies.apply(head.bytes(), head.headers());
  }
}
