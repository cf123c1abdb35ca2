package org.ngrokd.client.siege;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Who has a token of the server. */
final class Accounts {
  /** Of the well-behaved. */
  static final String GOOD = "token-of-the-good";

  /** Of a hostile tenant who may have any number of tunnels. */
  static final String FOE = "token-of-the-foe";

  /** Of a hostile tenant who may have one tunnel. */
  static final String SMALL = "token-of-the-small";

  private Accounts() {}

  /** Writes them down for the server. */
  static Path write(Path file) throws IOException, GeneralSecurityException {
    return Files.writeString(
        file,
        """
        users:
          good: {token: "%s", subdomains: ["good*", victim, files, mute]}
          foe: {token: "%s"}
          small: {token: "%s", max_tunnels: 1}
        """
            .formatted(hash(GOOD), hash(FOE), hash(SMALL)));
  }

  private static String hash(String token) throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    byte[] salt = new byte[16];
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(salt);
    byte[] hash = digest.digest(token.getBytes(StandardCharsets.UTF_8));
    return "sha256:" + hex.formatHex(salt) + ":" + hex.formatHex(hash);
  }
}
