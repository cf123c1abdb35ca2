package org.ngrokd.client.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.OwnUrl;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.VisitorClaims;

/**
 * What a local service is told of a visitor whose TLS ended in this client: the server, which does
 * it otherwise, saw no request. Immutable; safe from any thread.
 *
 * @param ip the visitor's address, or "unknown"
 * @param rules of the tunnel
 * @param isServiceSecure whether the local service speaks TLS itself
 */
public record ToldOfVisitor(String ip, HttpRules rules, boolean isServiceSecure) {
  private static final String DESTINATION = "Destination";
  private static final String CONNECTION = "Connection";
  private static final String USUAL_PORT = "443";

  /** The edit of a request, to which all is added. */
  HeadEdit addedTo(HeadEdit edit, RequestHead request) {
    edit.removeIf(VisitorClaims::isClaim);
    keepWhatIsTold(edit, request);
    agreeOnHost(edit, request);
    hideHttp2(edit, request);
    if (rules.edits().forwardedHeaders()) {
      add(edit, "X-Forwarded-For", ip);
      add(edit, "X-Forwarded-Proto", "https");
      add(edit, "X-Forwarded-Host", request.host());
      add(edit, "X-Forwarded-Port", port(request.host()));
    }
    if (rules.edits().rewriteDestination() && !isServiceSecure) {
      inTheClear(edit, request);
    }
    return edit;
  }

  /** A header named in Connection is for the next hop only: it might leave out what we add. */
  private static void keepWhatIsTold(HeadEdit edit, RequestHead request) {
    List<String> words =
        request.headers().values(CONNECTION).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::trim)
            .toList();
    if (words.stream().anyMatch(VisitorClaims::isClaim)) {
      edit.remove(CONNECTION);
      edit.add(
          CONNECTION,
          String.join(", ", words.stream().filter(word -> !VisitorClaims.isClaim(word)).toList()));
    }
  }

  /** The target's authority wins over Host, and the local service must not see another. */
  private static void agreeOnHost(HeadEdit edit, RequestHead request) {
    int line = request.headers().find("Host");
    if (line >= 0 && !request.headers().value(line).equals(request.host())) {
      edit.replace("Host", request.host());
    }
  }

  /** What followed would be requests of which nobody tells anything. */
  private static void hideHttp2(HeadEdit edit, RequestHead request) {
    if (request.headers().hasWord("Upgrade", "h2c")) {
      edit.remove("Upgrade").remove("HTTP2-Settings");
    }
  }

  /** What the user does not want is taken out behind the server, and so it is here. */
  private void add(HeadEdit edit, String name, String value) {
    if (rules.request().remove().stream().noneMatch(name::equalsIgnoreCase)) {
      edit.add(name, value);
    }
  }

  /** The Destination of WebDAV gets the scheme that the service knows itself by. */
  private static void inTheClear(HeadEdit edit, RequestHead request) {
    List<String> told = request.headers().values(DESTINATION);
    Optional<String> rest =
        told.size() == 1 ? OwnUrl.rest(told.get(0), request.host()) : Optional.empty();
    rest.ifPresent(path -> edit.replace(DESTINATION, "http://" + request.host() + path));
  }

  private static String port(String host) {
    int colon = host.lastIndexOf(':');
    boolean isGiven = colon >= 0 && host.indexOf(']', colon) < 0 && colon < host.length() - 1;
    return isGiven ? host.substring(colon + 1) : USUAL_PORT;
  }
}
