package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.streams.ssh.SshLine;

/**
 * The words of a connection's sessions, for which its forwards have to wait: ssh asks for forwards
 * first, and says only then what it was told to run. Whether there will be a session at all (there
 * is none with {@code -N}) is known when the client answers a question: its ssh has asked for a
 * session by then, or does not.
 *
 * <p>Confined to the event loop of the connection.
 */
final class Command {
  /** How long a session may take to say what it wants, and a client to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SshLine line;
  private final SignOfLife life;
  private String last = "";
  private final Promise<Void> known;
  private boolean isAsked;
  private boolean isSessionOpen;

  Command(SshLine line, SignOfLife life) {
    this.line = line;
    this.life = life;
    this.known = line.loop().newPromise();
  }

  /** A session is open, and will say what it wants. */
  void sessionOpened() {
    isSessionOpen = true;
  }

  /** What a session wants is known: nothing, with a shell. */
  void came(String command) {
    if (!command.isEmpty()) {
      last = command;
    }
    known.trySuccess(null);
  }

  /** There will be no words: pgrok's client has none. */
  void none() {
    known.trySuccess(null);
  }

  /** Those of the session that came last: with ControlMaster there are several, of other wishes. */
  List<String> words() {
    return last.isEmpty() ? List.of() : List.of(last);
  }

  /** Completes when as much is known as will be. */
  Future<Void> known() {
    if (!isAsked && !known.isDone()) {
      isAsked = true;
      life.ask(this::answered);
      line.loop()
          .schedule(() -> known.trySuccess(null), PATIENCE.toNanos(), TimeUnit.NANOSECONDS)
          .addListener(done -> {});
    }
    return known;
  }

  private void answered() {
    if (!isSessionOpen) {
      known.trySuccess(null);
    }
  }
}
