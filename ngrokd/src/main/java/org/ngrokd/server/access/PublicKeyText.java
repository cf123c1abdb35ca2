package org.ngrokd.server.access;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A public key as a line of {@code authorized_keys} has it. Immutable.
 *
 * @param type "ssh-ed25519" and the like
 * @param blob the key, in Base64
 * @param comment what stands behind it; may be ""
 * @param bits its length
 */
public record PublicKeyText(String type, String blob, String comment, int bits) {
  /** Longer is no text with keys: of the longest key that is taken there fit some thirty. */
  public static final int LONGEST = 64 << 10;

  /**
   * What was read of a text.
   *
   * @param faults of the lines that are no keys for here: a line each, which says what to do
   */
  public record Parsed(List<PublicKeyText> keys, List<String> faults) {}

  /**
   * Reads a text as ~/.ssh/authorized_keys or id_ed25519.pub: blank lines and those that begin with
   * # count for nothing.
   */
  public static Parsed read(String text) {
    if (text.length() > LONGEST) {
      return new Parsed(List.of(), List.of("The text is longer than 64 KiB: send fewer keys"));
    }
    List<PublicKeyText> keys = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    if (PublicKeyLine.isPrivate(text)) {
      return new Parsed(List.of(), List.of(PublicKeyLine.PRIVATE));
    }
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          keys.add(PublicKeyLine.parse(line));
        } catch (IllegalArgumentException e) {
          faults.add("Line %d: %s".formatted(i + 1, e.getMessage()));
        }
      }
    }
    return new Parsed(List.copyOf(keys), List.copyOf(faults));
  }

  /** Whether a text holds somebody's secret, as far as that can be seen. */
  public static boolean isPrivate(String text) {
    return PublicKeyLine.isPrivate(text);
  }

  /**
   * Reads one line.
   *
   * @throws IllegalArgumentException when it is no key for here; the message says why
   */
  public static PublicKeyText parse(String line) {
    return PublicKeyLine.parse(line.strip());
  }

  /** What people compare: "SHA256:…", as ssh-keygen -l prints it. */
  public String fingerprint() {
    return fingerprint(Base64.getDecoder().decode(blob));
  }

  /**
   * The fingerprint of a key.
   *
   * @param blob the key as it is sent in SSH
   */
  public static String fingerprint(byte[] blob) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(blob);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The key as a line, without its comment. */
  public String line() {
    return type + " " + blob;
  }
}
