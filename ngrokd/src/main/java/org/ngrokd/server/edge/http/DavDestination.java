package org.ngrokd.server.edge.http;

import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.OwnUrl;
import org.ngrokd.streams.http.RequestHead;

/**
 * Where a MOVE or a COPY of WebDAV goes to. A visitor by https names an https URL; the service, who
 * is asked by http, takes that for another server and refuses. So the URL gets the scheme that the
 * service has, where it leads to the tunnel's own name. RFC 4918, 10.3.
 */
final class DavDestination {
  private static final String HEADER = "Destination";
  private static final List<String> METHODS = List.of("MOVE", "COPY");

  private DavDestination() {}

  /** Whether there was something to change. */
  static boolean edit(HeadEdit edit, RequestHead request, TunnelSettings.Heads heads) {
    List<String> told =
        METHODS.contains(request.method()) ? request.headers().values(HEADER) : List.of();
    if (told.size() != 1 || heads.destination() == TunnelSettings.Destination.AS_SENT) {
      return false;
    }
    Optional<String> path = OwnUrl.rest(told.get(0), request.host());
    path.ifPresent(
        rest -> edit.replace(HEADER, heads.destination().scheme() + request.host() + rest));
    return path.isPresent();
  }
}
