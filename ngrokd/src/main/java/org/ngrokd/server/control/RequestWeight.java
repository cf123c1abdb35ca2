package org.ngrokd.server.control;

import java.util.List;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.TunnelSettings;

/** About how much memory a request and the settings of its tunnels take, in bytes. */
final class RequestWeight {
  /** Besides its texts: the records and their place in a list. */
  private static final int REQUEST = 200;

  /** Of a network besides its text: the text's object, the address, the rule and its parts. */
  private static final int NETWORK = 300;

  /** Of a text besides its letters: the object and its place in a list. */
  private static final int TEXT = 64;

  private RequestWeight() {}

  static long of(ReqTunnel request) {
    TunnelSettings settings = request.settings();
    return REQUEST
        + text(request.reqId())
        + text(request.protocol())
        + text(request.hostname())
        + text(request.subdomain())
        + text(request.httpAuth())
        + passwords(settings.later().otherHttpAuth())
        + networks(settings.allowCidrs())
        + networks(settings.denyCidrs());
  }

  private static long passwords(List<String> others) {
    return others.stream().mapToLong(each -> TEXT + text(each)).sum();
  }

  private static long networks(List<String> networks) {
    return networks.stream().mapToLong(network -> NETWORK + text(network)).sum();
  }

  private static long text(String text) {
    return 2L * text.length();
  }
}
