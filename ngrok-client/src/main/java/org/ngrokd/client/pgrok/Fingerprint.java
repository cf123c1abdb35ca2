package org.ngrokd.client.pgrok;

import java.util.regex.Pattern;

/**
 * A host key's fingerprint, as ssh-keygen -l prints it.
 *
 * @param text "SHA256:" and 43 letters of base64
 */
public record Fingerprint(String text) {
  private static final Pattern FORM = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Fingerprint parse(String text) {
    String bare = text.strip().replaceFirst("=$", "");
    if (!FORM.matcher(bare).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no host key's fingerprint; expected SHA256:… as 'ssh-keygen -l' prints it, and"
              + " the server at its start");
    }
    return new Fingerprint(bare);
  }

  @Override
  public String toString() {
    return text;
  }
}
