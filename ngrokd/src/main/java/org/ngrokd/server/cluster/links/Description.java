package org.ngrokd.server.cluster.links;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.net.CidrList;

/**
 * What the node at which a visitor is has to know of a tunnel elsewhere. How many connections it
 * may have is counted where it is.
 *
 * @param believesForwarded as of {@link org.ngrokd.server.tunnel.ProxySource}
 */
public record Description(TunnelRules rules, boolean believesForwarded) {
  /** That of a tunnel of this node. */
  public static Description of(Tunnel tunnel) {
    return new Description(tunnel.rules(), tunnel.source().believesForwarded());
  }

  /** Whether visitors have to keep to the same. */
  public boolean isSame(Description other) {
    return Arrays.equals(write(), other.write());
  }

  byte[] write() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("httpAuth", rules.httpAuth());
    all.put("otherAuth", rules.otherAuth());
    all.put("allow", rules.allow().texts());
    all.put("deny", rules.deny().texts());
    all.put("redirectToHttps", rules.redirectToHttps());
    all.put("visitorPerConnection", rules.visitorPerConnection());
    all.put("withoutForwarded", rules.heads().withoutForwarded());
    all.put("destination", rules.heads().destination().wireName());
    rules.hostHeader().ifPresent(host -> all.put("hostHeader", host));
    all.put("believesForwarded", believesForwarded);
    return Json.camel(all);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Description read(byte[] json) {
    JsonValue all = Json.read(json);
    TunnelRules rules =
        new TunnelRules(
            all.get("httpAuth").text().orElse(""),
            texts(all.get("otherAuth")),
            networks(all.get("allow")),
            networks(all.get("deny")),
            0,
            isTrue(all.get("redirectToHttps")),
            isTrue(all.get("visitorPerConnection")),
            new TunnelSettings.Heads(
                isTrue(all.get("withoutForwarded")),
                TunnelSettings.Destination.of(all.get("destination").text().orElse(""))),
            all.get("hostHeader").text());
    return new Description(rules, isTrue(all.get("believesForwarded")));
  }

  private static CidrList networks(JsonValue list) {
    return CidrList.parse(texts(list));
  }

  private static List<String> texts(JsonValue list) {
    return list.elements().stream().map(each -> each.text().orElse("")).toList();
  }

  private static boolean isTrue(JsonValue value) {
    return value.text().filter("true"::equals).isPresent();
  }
}
