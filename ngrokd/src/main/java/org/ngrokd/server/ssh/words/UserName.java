package org.ngrokd.server.ssh.words;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.ngrokd.protocol.Masked;

/**
 * What stands before the @ of an ssh command: {@code TOKEN}, {@code TOKEN+tcp+qr}, {@code v2},
 * {@code nokey}, {@code alice}. Never an identity by itself.
 *
 * @param first what stands before the first +: a token, an account's name or anything else; "" when
 *     the name is longer than any can be
 * @param words the words behind it, in lower case, known or not; also the first, where it is one
 *     that is known
 */
public record UserName(String first, Set<String> words) {
  /** Much longer than a token with all the words behind it. */
  static final int LONGEST = 1024;

  /** More are not looked at; that there are more is a fault. */
  static final int MOST_WORDS = 16;

  public UserName {
    words = Collections.unmodifiableSet(new LinkedHashSet<>(words));
  }

  /** Reads any text. */
  public static UserName of(String user) {
    if (user.length() > LONGEST) {
      return new UserName("", Set.of());
    }
    String[] parts = user.split("\\+", MOST_WORDS + 2);
    Set<String> words = new LinkedHashSet<>();
    if (Word.isOfUserName(lower(parts[0]))) {
      words.add(lower(parts[0]));
    }
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].isEmpty()) {
        words.add(lower(parts[i]));
      }
    }
    return new UserName(parts[0], words);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The first part may be a token. */
  @Override
  public String toString() {
    return "UserName[first=" + Masked.secret(first) + ", " + words.size() + " words]";
  }
}
