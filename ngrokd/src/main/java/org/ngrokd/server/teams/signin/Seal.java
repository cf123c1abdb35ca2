package org.ngrokd.server.teams.signin;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes what only we can read, and nobody can change: AES-256-GCM. Safe from any thread. */
final class Seal {
  private static final int IV = 12;
  private static final int TAG_BITS = 128;

  /** Ours have some 300 characters; the rest is not even decoded. */
  private static final int LONGEST = 2_000;

  private final SecretKeySpec key;

  /**
   * @param key 32 bytes
   */
  Seal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  byte[] close(byte[] plain) {
    byte[] iv = Secrets.random(IV);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plain);
      byte[] all = Arrays.copyOf(iv, IV + closed.length);
      System.arraycopy(closed, 0, all, IV, closed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** What was closed; empty when this was not, or somebody changed it. */
  Optional<byte[]> open(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      byte[] all = Base64.getUrlDecoder().decode(text);
      if (all.length <= IV) {
        return Optional.empty();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, IV));
      return Optional.of(cipher.doFinal(all, IV, all.length - IV));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
    return cipher;
  }
}
