package org.ngrokd.server.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.ngrokd.server.tunnel.Holder;

/** What stands for whoever has a name, where others can read it. Safe from any thread. */
final class Owners {
  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();

  /** A digest of who it is; of one who says nothing of himself, one that nobody has again. */
  String of(Holder holder) {
    if (holder.identity().isEmpty()) {
      byte[] any = new byte[BYTES];
      random.nextBytes(any);
      return HexFormat.of().formatHex(any);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(holder.account().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] whole = digest.digest(holder.identity().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(whole, 0, BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
