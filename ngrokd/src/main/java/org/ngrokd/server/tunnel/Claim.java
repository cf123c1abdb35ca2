package org.ngrokd.server.tunnel;

/**
 * That a name is somebody's, as a {@link Directory} gave it. Immutable.
 *
 * @param holder whose it is
 * @param epoch is greater with each claim of a name: whoever comes with a smaller one has lost it
 *     meanwhile
 */
public record Claim(PublicUrl url, Holder holder, long epoch) {
  /** Of one who does not go, without a directory. */
  static Claim settled(PublicUrl url) {
    return new Claim(url, Holder.SETTLED, 0);
  }
}
