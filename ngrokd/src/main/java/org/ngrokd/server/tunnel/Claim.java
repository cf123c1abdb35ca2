package org.ngrokd.server.tunnel;

/**
 * That a name is somebody's, as a {@link Directory} gave it. Immutable.
 *
 * @param holder whose it is
 * @param epoch is greater with each claim of a name: whoever comes with a smaller one has lost it
 *     meanwhile
 * @param hold whether it still is his
 */
public record Claim(PublicUrl url, Holder holder, long epoch, Hold hold) {
  /** One that is not lost. */
  public Claim(PublicUrl url, Holder holder, long epoch) {
    this(url, holder, epoch, Hold.FOR_GOOD);
  }

  /** Of one who does not go, without a directory. */
  static Claim settled(PublicUrl url) {
    return new Claim(url, Holder.SETTLED, 0);
  }

  /** Whether the name surely is this server's at this moment; asked for each visitor. */
  public boolean isHeld() {
    return hold.isHeld();
  }

  /** Says whether a name is still a server's, where several share names. Quick; any thread. */
  @FunctionalInterface
  public interface Hold {
    Hold FOR_GOOD = () -> true;

    boolean isHeld();

    /**
     * Whether what visitors have begun may go on: a name that was given back, or that its client
     * has taken elsewhere, is not held, but is nobody else's either.
     */
    default boolean mayGoOn() {
      return true;
    }
  }
}
