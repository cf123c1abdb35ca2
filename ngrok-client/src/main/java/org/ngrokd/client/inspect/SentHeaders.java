package org.ngrokd.client.inspect;

import io.netty.handler.codec.DefaultHeaders.NameValidator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Headers that remember each line as it was sent. The decoder adds what it reads, and edits it
 * then: it takes lengths away that do not count, and joins repeated ones.
 */
final class SentHeaders extends DefaultHttpHeaders {
  static final HttpHeadersFactory FACTORY =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return new SentHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return new SentHeaders();
        }
      };

  private final List<Header> lines = new ArrayList<>();

  @SuppressWarnings("unchecked") // accepts anything
  private SentHeaders() {
    super(false, NameValidator.NOT_NULL);
  }

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    lines.add(new Header(name.toString(), value.toString()));
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
