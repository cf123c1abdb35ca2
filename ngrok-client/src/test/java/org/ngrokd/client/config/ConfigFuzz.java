package org.ngrokd.client.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ngrokd.kit.config.ConfigException;

/**
 * Fuzz target: ngrok.cfg. Whatever stands in it: the only failure is a ConfigException that has a
 * text, and the token that is in the file is in none of these.
 */
public final class ConfigFuzz {
  private static final String SECRET = "s3cr3t-t0k3n";
  private static final Path FILE = Path.of("ngrok.cfg");

  private ConfigFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    if (!text.contains(SECRET)) {
      parse(text);
      String error = parse("auth_token: " + SECRET + "\n" + text);
      check(!error.contains(SECRET), "an error shows the token: " + error);
    }
  }

  /** The error, "" for none. */
  private static String parse(String text) {
    try {
      ConfigFile file = ConfigFile.parse(FILE, text);
      check(!file.toString().contains(SECRET), "toString shows the token");
      return "";
    } catch (ConfigException e) {
      check(!String.valueOf(e.getMessage()).isBlank(), "an error without a word");
      return String.valueOf(e.getMessage());
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
