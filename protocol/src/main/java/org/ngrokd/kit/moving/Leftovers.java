package org.ngrokd.kit.moving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What of a file has no counterpart, and what to use instead: a line each, {@code file:line: key:
 * words}. Values are not repeated: they may be secrets. For one thread.
 */
public final class Leftovers {
  private static final String NONE = "there is no counterpart";

  private final String file;
  private final List<Told> told = new ArrayList<>();

  private record Told(int line, String text) {}

  /**
   * @param file its name
   */
  public Leftovers(String file) {
    this.file = file;
  }

  /** Notes one. */
  public void add(int line, String what, String instead) {
    Told each = new Told(line, file + ":" + line + ": " + what + ": " + instead);
    if (!told.contains(each)) {
      told.add(each);
    }
  }

  /**
   * Notes every key that nobody has taken.
   *
   * @param instead words for keys, and for all keys below them
   */
  public void addLeft(ForeignKeys keys, Map<String, String> instead) {
    for (ForeignKeys.Left left : keys.left()) {
      add(left.line(), left.written(), words(left.path(), instead));
    }
  }

  private static String words(String path, Map<String, String> instead) {
    for (String key = path;
        !key.isEmpty();
        key = key.substring(0, Math.max(0, key.lastIndexOf('.')))) {
      String words = instead.get(key);
      if (words != null) {
        return words;
      }
    }
    return NONE;
  }

  /** All, in the file's order. */
  public List<String> lines() {
    return told.stream().sorted(Comparator.comparingInt(Told::line)).map(Told::text).toList();
  }
}
