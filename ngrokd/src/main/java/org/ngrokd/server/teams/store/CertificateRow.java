package org.ngrokd.server.teams.store;

import java.time.Instant;

/**
 * A certificate as it is kept. Immutable.
 *
 * @param name what it is kept by
 * @param kind of its key: "EC" or "RSA"
 * @param serial in hexadecimal digits
 * @param chain DER in Base64, a line for each
 * @param secret the key, PKCS#8 in Base64
 * @param used when somebody had the name last
 */
public record CertificateRow(
    String name, String kind, String serial, String chain, String secret, Instant used) {
  /** The key stays out. */
  @Override
  public String toString() {
    return "CertificateRow[" + name + ", " + kind + ", " + serial + "]";
  }
}
