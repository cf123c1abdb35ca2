package org.ngrokd.streams.http;

import java.util.Locale;

/**
 * Whom a reply of our own is for.
 *
 * @param isBrowser whether it shows pages
 * @param readsChinese whether pages are better in Chinese than in English
 * @param wantsNoBody whether it asked for the head alone
 */
public record Audience(boolean isBrowser, boolean readsChinese, boolean wantsNoBody) {
  /** Nothing is known of it. */
  public static final Audience PROGRAM = new Audience(false, false, false);

  /** Who sent this request: browsers name the media type of pages, most programs do not. */
  public static Audience of(RequestHead request) {
    return new Audience(
        request.headers().value("Accept").toLowerCase(Locale.ROOT).contains("text/html"),
        prefersChinese(request.headers().value("Accept-Language")),
        request.isHead());
  }

  /** RFC 9110, 12.5.4: weights count; of equal ones the first. */
  private static boolean prefersChinese(String acceptLanguage) {
    double chinese = 0;
    double english = 0;
    for (String each : acceptLanguage.toLowerCase(Locale.ROOT).split(",", -1)) {
      String range = each.trim();
      double weight = weight(range);
      if (range.startsWith("zh") && weight > english) {
        chinese = Math.max(chinese, weight);
      } else if (range.startsWith("en") && weight > chinese) {
        english = Math.max(english, weight);
      }
    }
    return chinese > english;
  }

  private static double weight(String range) {
    int q = range.indexOf(";q=");
    try {
      return q < 0 ? 1 : Double.parseDouble(range.substring(q + 3).trim());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
