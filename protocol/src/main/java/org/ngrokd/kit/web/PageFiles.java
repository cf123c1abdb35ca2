package org.ngrokd.kit.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a page, from the program's own jar: its own ones, in the folder {@code page} beside
 * a class of the program, and those that all pages share, in the folder {@code page} beside this
 * class. Immutable.
 */
public final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Class<?> beside;

  /**
   * @param beside the class that has its page's folder beside it
   */
  public PageFiles(Class<?> beside) {
    this.beside = beside;
  }

  /** The file of this name; 404 where there is none, and for whatever is no file's name. */
  public Answer answer(String name) {
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
    if (!name.matches("[a-z0-9-]+\\.[a-z]+") || type.isEmpty()) {
      return notFound();
    }
    return read(beside, name)
        .or(() -> read(PageFiles.class, name))
        .map(bytes -> Answer.ok(type, bytes))
        .orElseGet(PageFiles::notFound);
  }

  private static Optional<byte[]> read(Class<?> beside, String name) {
    try (InputStream file = beside.getResourceAsStream("page/" + name)) {
      return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer notFound() {
    return Answer.text(HttpResponseStatus.NOT_FOUND, "There is nothing here.");
  }
}
