package org.ngrokd.server.ssh;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.ngrokd.streams.ssh.SshLine;

/**
 * Whether the client of a connection is still there: asks by a request that everybody answers, if
 * only to say that it is not known. One that says nothing for {@link #PATIENCE} is gone.
 *
 * <p>Confined to the event loop of the connection.
 */
final class SignOfLife {
  /** After so much silence it is asked. */
  static final Duration SILENCE = Duration.ofSeconds(15);

  /** After so much it is gone. */
  static final Duration PATIENCE = Duration.ofSeconds(35);

  /** How long one has to answer whose names somebody else wants. */
  static final Duration AT_ONCE = Duration.ofSeconds(2);

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final String KEEP_ALIVE = "keepalive@openssh.com";

  private final SshLine line;
  private final Runnable gone;
  private ScheduledFuture<?> looking;

  /**
   * @param gone is run when the client is
   */
  SignOfLife(SshLine line, Runnable gone) {
    this.line = line;
    this.gone = gone;
    this.looking = later(LOOK, this::look);
  }

  private ScheduledFuture<?> later(Duration delay, Runnable task) {
    return line.loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    long silent = System.nanoTime() - line.heardAt();
    if (silent >= PATIENCE.toNanos()) {
      gone.run();
      return;
    }
    if (silent >= SILENCE.toNanos()) {
      ask(() -> {});
    }
    looking = later(LOOK, this::look);
  }

  /**
   * Asks now.
   *
   * @return whether it has answered within {@link #AT_ONCE}
   */
  Future<Boolean> isThere() {
    Promise<Boolean> answered = line.loop().newPromise();
    later(AT_ONCE, () -> answered.trySuccess(false)).addListener(done -> {});
    ask(() -> answered.trySuccess(true));
    return answered;
  }

  /**
   * Asks, and runs this when the client has answered, which it does after all that it has sent and
   * received before.
   */
  void ask(Runnable answered) {
    Session session = line.session();
    Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
    request.putString(KEEP_ALIVE);
    request.putBoolean(true);
    try {
      var unused =
          session.request(request, KEEP_ALIVE, (command, reply) -> line.loop().execute(answered));
    } catch (IOException e) {
      session.exceptionCaught(e);
    }
  }

  /** The connection is gone. */
  void end() {
    looking.cancel(false);
  }
}
