package org.ngrokd.server.acme;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.HttpChallenges;
import org.ngrokd.server.acme.challenge.Published;

/**
 * What a CA is answered here for orders of other servers. One that is not taken back, for its
 * server has died, makes room when there are many. Safe from any thread.
 */
final class ForeignProofs {
  private static final int MOST = 1000;

  private final HttpChallenges http;
  private final AlpnChallenges alpn;
  private final Map<String, Published> published = new LinkedHashMap<>();

  ForeignProofs(HttpChallenges http, AlpnChallenges alpn) {
    this.http = http;
    this.alpn = alpn;
  }

  synchronized void take(ManyServers.Proof proof) {
    String key = proof.name() + " " + proof.token() + " " + proof.answer();
    if (proof.isOver()) {
      end(published.remove(key));
      return;
    }
    Published now =
        proof.token().isEmpty()
            ? alpn.publish(proof.name(), Base64.getDecoder().decode(proof.answer()))
            : http.publish(proof.name(), proof.token(), proof.answer());
    published.put(key, now);
    var oldest = published.values().iterator();
    while (published.size() > MOST && oldest.hasNext()) {
      Published each = oldest.next();
      oldest.remove();
      end(each);
    }
  }

  private static void end(@Nullable Published ended) {
    if (ended != null) {
      ended.close();
    }
  }
}
