package org.ngrokd.certs;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks the name a server certificate is to be made for. */
public final class DomainName {
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  /** Ends in a label with a letter, so that a mistyped IPv4 address is no domain name. */
  private static final Pattern NAME =
      Pattern.compile("(?:" + LABEL + "\\.)*(?=[^.]*[a-z])" + LABEL);

  /** DNS ends at 253 characters, and {@code *.} must still fit in front. */
  private static final int MAX_LENGTH = 251;

  private DomainName() {}

  /**
   * A domain name in lower-case A-labels without a final dot, or an IP address without brackets.
   *
   * @throws IllegalArgumentException with one line for the user, if it is neither
   */
  public static String parse(String text) {
    String bare = IpLiteral.withoutBrackets(text.strip());
    if (IpLiteral.parse(bare).isPresent()) {
      return bare.toLowerCase(Locale.ROOT);
    }
    String name = toAscii(bare);
    if (name.length() > MAX_LENGTH || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a domain name: give letters, digits and hyphens between dots"
                  .formatted(text)
              + " (example.com) or an IP address, without https://, port or *");
    }
    return name;
  }

  /** Empty, which no pattern accepts, if the text has no A-labels. */
  private static String toAscii(String name) {
    try {
      return Ascii.of(name, IDN.USE_STD3_ASCII_RULES)
          .toLowerCase(Locale.ROOT)
          .replaceFirst("\\.$", "");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
