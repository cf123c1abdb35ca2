package org.ngrokd.server.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.ProtocolVersion;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.streams.net.Failures;

/**
 * Finds out who a client is that says {@code Auth}. Where accounts come from may take its time: up
 * to {@link #PATIENCE}, less than clients wait.
 *
 * <p>Confined to the event loop of the control connection. Protocol: §3 "Auth".
 */
final class Login {
  static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Identities identities;
  private final EventLoop loop;

  Login(Identities identities, EventLoop loop) {
    this.identities = identities;
    this.loop = loop;
  }

  /** What is known of a client. */
  sealed interface Outcome permits Known, Refused, Undecided {}

  /**
   * It may come in.
   *
   * @param clientId its id, the one that it had before if that was its own
   */
  record Known(Account account, String token, String clientId) implements Outcome {}

  /**
   * It may not, and is told why. An old client ends then.
   *
   * @param kind how it is counted
   */
  record Refused(Junk kind, String error) implements Outcome {}

  /** Nobody can tell now. It is told nothing, so that it comes again. */
  record Undecided(String why) implements Outcome {}

  /** Tells the outcome once, at once where it is known. */
  void decide(Auth auth, Consumer<Outcome> then) {
    Optional<String> excess = MessageLimits.excess(auth);
    if (excess.isPresent()) {
      then.accept(new Refused(Junk.TOO_LONG, excess.get()));
    } else if (!auth.version().equals(ProtocolVersion.PROTOCOL)) {
      then.accept(new Refused(Junk.OTHER_VERSION, otherVersion(auth)));
    } else {
      ask(auth, then);
    }
  }

  private static String otherVersion(Auth auth) {
    return "Incompatible versions. Server "
        + ProtocolVersion.SOFTWARE
        + ", client "
        + Printable.field(auth.version())
        + ". Download a new version at http://ngrok.com";
  }

  private void ask(Auth auth, Consumer<Outcome> then) {
    CompletableFuture<Optional<Account>> asked =
        identities.accounts().withToken(auth.user()).toCompletableFuture();
    if (asked.isDone()) {
      then.accept(outcome(auth, asked));
      return;
    }
    ScheduledFuture<?> late =
        loop.schedule(
            () -> then.accept(new Undecided("no answer in " + PATIENCE.toSeconds() + " s")),
            PATIENCE.toNanos(),
            TimeUnit.NANOSECONDS);
    var unused =
        asked.whenComplete(
            (account, failure) ->
                loop.execute(
                    () -> {
                      if (late.cancel(false)) {
                        then.accept(outcome(auth, asked));
                      }
                    }));
  }

  private Outcome outcome(Auth auth, CompletableFuture<Optional<Account>> answered) {
    try {
      return answered
          .join()
          .<Outcome>map(
              known -> new Known(known, auth.user(), clientId(auth.clientId(), known.key())))
          .orElseGet(
              () -> new Refused(Junk.UNKNOWN_TOKEN, identities.accounts().refusal(auth.user())));
    } catch (CompletionException | CancellationException e) {
      return new Undecided(Failures.oneLine(Failures.unwrapped(e)));
    }
  }

  private String clientId(String presented, String account) {
    ClientIds ids = identities.clientIds();
    return ids.issued(presented, account) ? presented : ids.issue(account);
  }
}
