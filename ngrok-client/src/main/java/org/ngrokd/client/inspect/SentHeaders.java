package org.ngrokd.client.inspect;

import io.netty.handler.codec.DefaultHeaders.NameValidator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Headers that remember each line as it was sent. The decoder adds what it reads, and edits it
 * then: it takes lengths away that do not count, and joins repeated ones.
 */
final class SentHeaders extends DefaultHttpHeaders {
  private final Consumer<Header> added;
  private final List<Header> lines = new ArrayList<>();

  /**
   * @param added hears of each line
   */
  @SuppressWarnings("unchecked") // accepts anything
  SentHeaders(Consumer<Header> added) {
    super(false, NameValidator.NOT_NULL);
    this.added = added;
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    Header line = new Header(name.toString(), value.toString());
    lines.add(line);
    added.accept(line);
    return super.add(name, value);
  }

  @Override
  public HttpHeaders add(String name, Object value) {
    return add((CharSequence) name, value);
  }

  /** In the order in which they came. */
  List<Header> lines() {
    return List.copyOf(lines);
  }
}
