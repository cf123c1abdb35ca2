package org.ngrokd.server.teams.signin;

import java.util.Locale;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.web.Asked;

/**
 * Who sent a request to the server's own pages, as far as that is seen. Immutable.
 *
 * @param address as our own edge wrote it; "" when it did not
 * @param agent what the browser says of itself, at most 200 characters
 */
public record Visitor(String address, String agent, Language language) {
  private static final int AGENT = 199; // and an ellipsis

  /** What somebody reads. */
  public enum Language {
    ENGLISH("en"),
    CHINESE("zh");

    private final String tag;

    Language(String tag) {
      this.tag = tag;
    }

    /** As it stands in a page. */
    public String tag() {
      return tag;
    }

    /** The one that an Accept-Language header names first, of those that we have. */
    static Language of(String accepted) {
      for (String each : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
        String tag = each.strip();
        if (tag.startsWith("zh")) {
          return CHINESE;
        }
        if (tag.startsWith("en")) {
          return ENGLISH;
        }
      }
      return ENGLISH;
    }
  }

  /** Who sent this; nobody but our edge writes the last address. */
  public static Visitor of(Asked asked) {
    String path = asked.header("X-Forwarded-For");
    return new Visitor(
        path.substring(path.lastIndexOf(',') + 1).strip(),
        Printable.line(asked.header("User-Agent"), AGENT),
        Language.of(asked.header("Accept-Language")));
  }
}
