package org.ngrokd.server.teams.store;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Texts that come from strangers may have letters in them that a database does not take, or that
 * end the text: they are replaced.
 */
final class CleanText extends AbstractArgumentFactory<String> {
  private static final char INSTEAD = '\ufffd';

  CleanText() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String value, ConfigRegistry config) {
    String clean = of(value);
    return (position, statement, context) -> statement.setString(position, clean);
  }

  /** Without NUL and halves of letters. */
  static String of(String text) {
    int[] letters = text.codePoints().map(CleanText::clean).toArray();
    return new String(letters, 0, letters.length);
  }

  private static int clean(int letter) {
    boolean isHalf = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
    return letter == 0 || isHalf ? INSTEAD : letter;
  }
}
