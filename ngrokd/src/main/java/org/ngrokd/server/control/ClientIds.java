package org.ngrokd.server.control;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues client ids and knows its own again, after a restart too: an id is 8 random bytes and 8
 * bytes of a keyed check value over them and the account's name, in 32 hexadecimal characters. Safe
 * from any thread.
 *
 * <p>Protocol: §3 "client ids that cannot be made up".
 */
public final class ClientIds {
  /** Length of the key, in bytes. */
  public static final int KEY_BYTES = 32;

  private static final int HALF = 8;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key {@link #KEY_BYTES} secret bytes
   */
  public ClientIds(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * A new id.
   *
   * @param account whose it is; "" where there are no accounts
   */
  String issue(String account) {
    byte[] id = new byte[HALF];
    random.nextBytes(id);
    byte[] whole = Arrays.copyOf(id, 2 * HALF);
    System.arraycopy(check(id, account), 0, whole, HALF, HALF);
    return HexFormat.of().formatHex(whole);
  }

  /** Whether this server, with this key, issued the id, and to this account. */
  boolean issued(String id, String account) {
    byte[] whole;
    try {
      whole = HexFormat.of().parseHex(id);
    } catch (IllegalArgumentException notHex) {
      return false;
    }
    return whole.length == 2 * HALF
        && MessageDigest.isEqual(
            check(Arrays.copyOf(whole, HALF), account), Arrays.copyOfRange(whole, HALF, 2 * HALF));
  }

  private byte[] check(byte[] id, String account) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(id);
      return Arrays.copyOf(mac.doFinal(account.getBytes(StandardCharsets.UTF_8)), HALF);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
