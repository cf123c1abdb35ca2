package org.ngrokd.client.files;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.streams.http.RequestHead;

/** Decides what a request for a file gets. Immutable; safe from any thread; blocks. */
final class FileAnswers {
  private static final String NOT_FOUND = "404 Not Found";

  private final FileRoot root;

  FileAnswers(FileRoot root) {
    this.root = root;
  }

  /** The answer, whose body is left out where none is wanted. */
  Answer to(RequestHead request) {
    if (!request.method().equals("GET") && !request.isHead()) {
      return Answer.line("405 Method Not Allowed", Map.of("Allow", "GET, HEAD"));
    }
    Optional<RequestedPath> requested = root.requested(request.target());
    return requested
        .flatMap(root::find)
        .map(found -> of(found, requested.orElseThrow(), request))
        .orElseGet(() -> Answer.line(NOT_FOUND, Map.of()));
  }

  private Answer of(FileRoot.Found found, RequestedPath requested, RequestHead request) {
    if (!found.isDirectory()) {
      return requested.isDirectory()
          ? Answer.line(NOT_FOUND, Map.of())
          : file(found, lastOf(requested.names()), request);
    }
    if (!requested.isDirectory()) {
      // Relative, for the path that the visitor sees may begin with more than is known here.
      return Answer.line(
          "301 Moved Permanently",
          Map.of(
              "Location",
              "./" + RequestedPath.encoded(lastOf(requested.names())) + "/" + query(request)));
    }
    return root.index(found)
        .map(index -> file(index, "index.html", request))
        .orElseGet(() -> page(found, requested));
  }

  private static String lastOf(List<String> names) {
    return names.get(names.size() - 1);
  }

  private static String query(RequestHead request) {
    int mark = request.target().indexOf('?');
    return mark < 0 ? "" : request.target().substring(mark);
  }

  private Answer page(FileRoot.Found directory, RequestedPath requested) {
    try {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", "text/html; charset=utf-8");
      headers.put("Cache-Control", "no-cache");
      headers.put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      return Answer.of("200 OK", headers, DirectoryPage.of(root, directory, requested.names()));
    } catch (IOException e) {
      return Answer.line("403 Forbidden", Map.of());
    }
  }

  private static Answer file(FileRoot.Found found, String name, RequestHead request) {
    Conditions conditions = Conditions.of(found.attributes());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Last-Modified", Conditions.date(conditions.changed()));
    headers.put("ETag", conditions.tag());
    headers.put("Accept-Ranges", "bytes");
    if (conditions.isAboutAnother(request.headers())) {
      return Answer.line("412 Precondition Failed", headers);
    }
    if (conditions.isKnown(request.headers())) {
      return Answer.of("304 Not Modified", headers, "");
    }
    long size = found.attributes().size();
    Optional<ByteRange> range =
        request.isHead() || !conditions.allowRange(request.headers())
            ? Optional.empty()
            : ByteRange.parse(request.headers().value("Range"), size);
    if (range.filter(ByteRange.NOTHING::equals).isPresent()) {
      headers.put("Content-Range", "bytes */" + size);
      return Answer.line("416 Range Not Satisfiable", headers);
    }
    headers.put("Content-Type", ContentTypes.of(name));
    range.ifPresent(part -> headers.put("Content-Range", part.told(size)));
    return Answer.of(
        range.isPresent() ? "206 Partial Content" : "200 OK",
        headers,
        new FilePieces(found, range.orElse(new ByteRange(0, size))));
  }
}
