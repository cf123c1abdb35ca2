package org.ngrokd.client.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request asks for, below the directory that is served.
 *
 * @param names one behind the other, decoded; none can lead upwards or to what is hidden
 * @param isDirectory whether a directory is meant: the path ends in "/"
 */
record RequestedPath(List<String> names, boolean isDirectory) {
  private static final int LONGEST = 4096;
  private static final int LONGEST_NAME = 255;
  private static final int MOST_NAMES = 64;

  RequestedPath {
    names = List.copyOf(names);
  }

  /**
   * Reads a request's target; empty for what can be nothing that is served.
   *
   * @param isWindows whether names have that system's rules
   */
  static Optional<RequestedPath> of(String target, boolean isWindows) {
    String path = pathIn(target);
    if (!path.startsWith("/") || path.length() > LONGEST) {
      return Optional.empty();
    }
    String[] parts = path.substring(1).split("/", -1);
    boolean isDirectory = parts[parts.length - 1].isEmpty();
    int count = isDirectory ? parts.length - 1 : parts.length;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<String> name = decoded(parts[i]).filter(each -> isVisible(each, isWindows));
      if (name.isEmpty() || names.size() >= MOST_NAMES) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    return Optional.of(new RequestedPath(names, isDirectory));
  }

  private static String pathIn(String target) {
    String lower = target.toLowerCase(Locale.ROOT);
    String path = target;
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      int slash = target.indexOf('/', target.indexOf("://") + 3);
      path = slash < 0 ? "/" : target.substring(slash);
    }
    int end = path.indexOf('?');
    return end < 0 ? path : path.substring(0, end);
  }

  /** Whether a name may be asked for, and is shown: nothing that begins with a dot. */
  static boolean isVisible(String name, boolean isWindows) {
    return !name.isEmpty()
        && name.length() <= LONGEST_NAME
        && name.charAt(0) != '.'
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0
        && !(isWindows && isOdd(name));
  }

  /** Streams, drives, devices, and names that are taken for others. */
  private static boolean isOdd(String name) {
    return name.indexOf('\\') >= 0
        || name.indexOf(':') >= 0
        || name.endsWith(".")
        || name.endsWith(" ")
        || name.toLowerCase(Locale.ROOT)
            .matches("(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])([. ].*)?");
  }

  /** Of UTF-8; empty when it is not that. */
  private static Optional<String> decoded(String part) {
    byte[] bytes = new byte[part.length()];
    int count = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '%') {
        bytes[count++] = (byte) c;
        continue;
      }
      int high = i + 2 < part.length() ? Character.digit(part.charAt(i + 1), 16) : -1;
      int low = i + 2 < part.length() ? Character.digit(part.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes[count++] = (byte) (high << 4 | low);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A name as it stands in a path: what is not plain is encoded. */
  static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0;
      text.append(isPlain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }
}
