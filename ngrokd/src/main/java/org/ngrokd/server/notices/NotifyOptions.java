package org.ngrokd.server.notices;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ngrokd.protocol.Masked;

/**
 * Who is told when tunnels and clients come and go, and when. Immutable.
 *
 * @param webhook what is asked; empty: nothing
 * @param command a program and its arguments; empty: none
 * @param debounce how long something may be away without a word about it
 * @param only of what is told: names of tunnels and accounts, where {@code *} stands for anything;
 *     empty: of everything
 */
public record NotifyOptions(
    Optional<Webhook> webhook, List<String> command, Duration debounce, List<String> only) {
  public static final Duration DEBOUNCE = Duration.ofSeconds(30);

  /**
   * A page that takes notices.
   *
   * @param secret what they are signed with
   */
  public record Webhook(URI url, String secret) {
    /** The secret stays out, and what is behind the host may be one, too. */
    @Override
    public String toString() {
      return "Webhook[host=%s, secret=%s]".formatted(url.getHost(), Masked.secret(secret));
    }
  }
}
