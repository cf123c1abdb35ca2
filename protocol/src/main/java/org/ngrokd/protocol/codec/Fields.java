package org.ngrokd.protocol.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.ProtocolException;

/**
 * The keys of one JSON object, found in any case.
 *
 * @param owner what it is, for errors
 */
record Fields(String owner, Map<?, ?> object) {
  private static final int MAX_PORT = 65_535;

  /** Of a value that is to be an object, or nothing. */
  static Fields of(String owner, @Nullable Object value) {
    if (value == null) {
      return new Fields(owner, Map.of());
    }
    if (value instanceof Map<?, ?> object) {
      return new Fields(owner, object);
    }
    throw new ProtocolException(owner + " is not a JSON object");
  }

  /** The last of those whose keys differ in case only. */
  @Nullable Object value(String key) {
    Object found = null;
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      if (entry.getKey() instanceof String name && name.equalsIgnoreCase(key)) {
        found = entry.getValue();
      }
    }
    return found;
  }

  String text(String key) {
    Object value = value(key);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(key, "a text");
  }

  /** A number, or a number written as a text: one client in the wild sends "22106". */
  int port(String key) {
    Object value = value(key);
    int port = value instanceof String digits ? parsed(key, digits) : whole(value);
    if (port < 0 || port > MAX_PORT) {
      throw wrongType(key, "a port, 0 to 65535");
    }
    return port;
  }

  private int parsed(String key, String digits) {
    if (digits.isEmpty()) {
      return 0;
    }
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw wrongType(key, "a port, 0 to 65535");
    }
  }

  /** A number of things, 0 or more. */
  int count(String key) {
    int count = whole(value(key));
    if (count < 0) {
      throw wrongType(key, "a number, 0 or more");
    }
    return count;
  }

  /** 0 for nothing, -1 for what is no number of this size. */
  private static int whole(@Nullable Object value) {
    return value instanceof Integer number ? number : value == null ? 0 : -1;
  }

  boolean flag(String key) {
    Object value = value(key);
    if (value != null && !(value instanceof Boolean)) {
      throw wrongType(key, "true or false");
    }
    return Boolean.TRUE.equals(value);
  }

  List<String> texts(String key) {
    return value(key) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private ProtocolException wrongType(String key, String expected) {
    return new ProtocolException(owner + "." + key + " is not " + expected);
  }
}
