package org.ngrokd.server.access;

import java.util.List;

/**
 * Names and ports that are kept for somebody, also while they are away. Safe from any thread, and
 * answers at once.
 */
public interface Reservations {
  /** Nobody has any. */
  Reservations NONE = all(List.of());

  /**
   * Whether a name, or one above it, is kept for somebody else.
   *
   * @param account {@link Account#key} of who asks; "" for nobody
   */
  boolean isKept(AskedName name, String account);

  /** Whether a port is kept for somebody else; {@code account} as above. */
  boolean isKept(int port, String account);

  /** What is kept in any of these. */
  static Reservations all(List<Reservations> each) {
    return new Reservations() {
      @Override
      public boolean isKept(AskedName name, String account) {
        return each.stream().anyMatch(one -> one.isKept(name, account));
      }

      @Override
      public boolean isKept(int port, String account) {
        return each.stream().anyMatch(one -> one.isKept(port, account));
      }
    };
  }
}
