package org.ngrokd.streams.memory;

/** Whose waiting bytes are counted together, and what part of the whole budget they may be. */
public enum ShareKind {
  /** All connections of one address, or of one IPv6 network. */
  ADDRESS(4),
  /** A peer that stands for many visitors. */
  PROXY(2),
  /** All visitors of one tunnel: those of others are served too. */
  TUNNEL(2),
  /** All that one client causes: its messages, its settings, the visitors of all its tunnels. */
  CLIENT(2);

  private final int part;

  ShareKind(int part) {
    this.part = part;
  }

  /** How much of a budget it may be, in bytes. */
  long of(long budget) {
    return budget / part;
  }

  /** Whose it is. */
  public Key of(Object who) {
    return new Key(this, who);
  }

  /**
   * One whose bytes are counted together.
   *
   * @param who an address, a tunnel, a client; its {@code toString} is for the log
   */
  public record Key(ShareKind kind, Object who) {
    /** Written out as {@link org.ngrokd.streams.net.HostAndPort}'s. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && kind.equals(key.kind) && who.equals(key.who);
    }

    @Override
    public int hashCode() {
      return 31 * kind.hashCode() + who.hashCode();
    }

    @Override
    public String toString() {
      return who.toString();
    }
  }
}
