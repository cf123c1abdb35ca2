package org.ngrokd.server.ssh.words;

import java.util.Map;
import java.util.Optional;
import org.ngrokd.kit.json.Json;

/**
 * The JSON of pgrok's global requests: {@code hint} and {@code server-info}. Both ask with {@code
 * {"protocol":"http"}}.
 */
public final class Hint {
  /** An honest one has about 20 bytes. */
  static final int LONGEST = 1024;

  private Hint() {}

  /** What a request says; empty when it is none that pgrok's client sends. */
  public static Optional<Kind> of(byte[] json) {
    if (json.length > LONGEST) {
      return Optional.empty();
    }
    try {
      return Json.read(json)
          .get("protocol")
          .text()
          .flatMap(Kind::named)
          .filter(kind -> kind == Kind.HTTP || kind == Kind.TCP);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The reply to {@code server-info}.
   *
   * @param url of the tunnel: "http://alice.example.com", "tcp://example.com:10000"
   */
  public static byte[] serverInfo(String url) {
    return Json.camel(Map.of("host_url", url));
  }
}
