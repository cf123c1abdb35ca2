package org.ngrokd.server.ssh.hostkeys;

import java.security.KeyPair;
import java.util.List;

/** The server's host keys, the best first. Immutable. */
public final class HostKeys {
  private final List<HostKey> keys;

  private HostKeys(List<HostKey> keys) {
    this.keys = keys;
  }

  /**
   * Ed25519, ECDSA on P-256 and RSA with 3072 bits, as they are kept; what is not there yet is
   * made, which takes up to some seconds. Not on an event loop.
   *
   * @throws org.ngrokd.kit.cli.UserException when they cannot be kept, or what is kept is no key
   */
  public static HostKeys of(HostKeyPlace place) {
    return new HostKeys(HostKey.KINDS.stream().map(kind -> HostKey.of(kind, place)).toList());
  }

  /** With their private halves. */
  public List<KeyPair> pairs() {
    return keys.stream().map(HostKey::pair).toList();
  }

  /** What people may know of them. */
  public List<HostKeyFact> facts() {
    return keys.stream().map(HostKey::fact).toList();
  }
}
