package org.ngrokd.protocol;

import org.ngrokd.kit.text.Printable;

/** What of a secret may be shown in a log line or a {@code toString}. */
public final class Masked {
  private static final int SHOWN = 8;

  private Masked() {}

  /** "" stays "", anything else becomes "***". */
  public static String secret(String value) {
    return value.isEmpty() ? "" : "***";
  }

  /**
   * The first 8 characters of an id, enough to follow it through a log and too few to present it.
   * Shorter ids are masked whole.
   */
  public static String id(String value) {
    if (value.isEmpty()) {
      return "";
    }
    return value.length() <= 2 * SHOWN ? "***" : Printable.line(value, SHOWN);
  }
}
