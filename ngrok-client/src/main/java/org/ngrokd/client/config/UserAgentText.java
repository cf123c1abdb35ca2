package org.ngrokd.client.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Reads expressions for user agents; apart, so that nothing of re2j is loaded without them. */
final class UserAgentText {
  private UserAgentText() {}

  /**
   * Checks one.
   *
   * @throws IllegalArgumentException with the reason, when it is none
   */
  static String checked(String expression) {
    try {
      var unused = Pattern.compile(expression);
      return expression;
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the user agent '"
              + expression
              + "' is no regular expression as RE2 reads them ("
              + e.getDescription()
              + ")",
          e);
    }
  }
}
