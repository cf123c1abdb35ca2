package org.ngrokd.client.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ngrokd.streams.http.HeadEdit;

/**
 * Changes to the headers of requests or replies: first lines are removed, then others added.
 *
 * @param add values by their names, in their order
 * @param remove names
 */
public record HeaderRules(Map<String, String> add, List<String> remove) {
  /** No changes. */
  public static final HeaderRules NONE = new HeaderRules(Map.of(), List.of());

  /**
   * They say where a message ends and whom it is for: two programs must not read it differently.
   */
  private static final Set<String> FRAMING =
      Set.of("content-length", "transfer-encoding", "connection", "host");

  /**
   * Checked rules.
   *
   * @throws IllegalArgumentException with the reason, when a name or a value cannot be a header's
   */
  public HeaderRules {
    add = Collections.unmodifiableMap(new LinkedHashMap<>(add));
    remove = List.copyOf(remove);
    add.forEach(HeaderRules::checked);
    remove.forEach(HeaderRules::checkedName);
  }

  public boolean isEmpty() {
    return add.isEmpty() && remove.isEmpty();
  }

  /** The same rules, and one more header. */
  public HeaderRules adding(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(add);
    more.put(name, value);
    return new HeaderRules(more, remove);
  }

  /** The same rules, and one more name to remove. */
  public HeaderRules removing(String name) {
    List<String> more = new ArrayList<>(remove);
    more.add(name);
    return new HeaderRules(add, more);
  }

  /** A value as it stands in a head: texts beyond ASCII go in UTF-8, a character per byte here. */
  public static String onTheWire(String value) {
    return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  static String checked(String name, String value) {
    checkedName(name);
    if (!HeadEdit.isValue(onTheWire(value))) {
      throw new IllegalArgumentException(
          "the value of the header " + name + " has a line break or another control character");
    }
    return value;
  }

  static String checkedName(String name) {
    if (!HeadEdit.isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a header's name; allowed: letters, digits and !#$%&'*+-.^_`|~");
    }
    if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the header "
              + name
              + " may not be added or removed: it says where a message ends or whom it is for"
              + (name.equalsIgnoreCase("host") ? "; use host_header" : ""));
    }
    return name;
  }
}
