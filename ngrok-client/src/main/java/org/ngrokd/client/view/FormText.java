package org.ngrokd.client.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads pairs of names and values as forms and queries write them. Source: URL standard §5.1. */
public final class FormText {
  /** More are not told apart: each is an object, however short it is. */
  static final int MOST_FIELDS = 5000;

  private FormText() {}

  /** A name and its value. */
  public record Field(String name, String value) {}

  /** The first pairs of a query: what follows the first "?" of a target. */
  public static List<Field> ofTarget(String target) {
    int query = target.indexOf('?');
    return query < 0 ? List.of() : parse(target.substring(query + 1), StandardCharsets.UTF_8);
  }

  static List<Field> parse(String text, Charset charset) {
    List<Field> fields = new ArrayList<>();
    int end = -1;
    while (end < text.length() && fields.size() < MOST_FIELDS) {
      int begin = end + 1;
      end = text.indexOf('&', begin);
      end = end < 0 ? text.length() : end;
      String pair = text.substring(begin, end);
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        fields.add(new Field(decoded(name, charset), decoded(value, charset)));
      }
    }
    return fields;
  }

  /** A percent sign that begins no number stands for itself. */
  private static String decoded(String text, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        bytes.write((high << 4) | low);
        i += 2;
      } else {
        bytes.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return bytes.toString(charset);
  }
}
