package org.ngrokd.server.tunnel;

import java.util.regex.Pattern;

/** Which texts are host names: one label or several, in lower case, without a final dot. */
public final class HostNames {
  private static final Pattern NAME =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
  private static final int LONGEST = 253;

  private HostNames() {}

  public static boolean isName(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }
}
