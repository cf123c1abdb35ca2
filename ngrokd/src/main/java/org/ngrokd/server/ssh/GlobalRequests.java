package org.ngrokd.server.ssh;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.ngrokd.streams.ssh.SshLine;

/**
 * The global requests of one connection, carried out one after the other: their replies have no
 * name, so that they have to come in the order of the requests (RFC 4254, 4).
 *
 * <p>Confined to the event loop of the connection.
 */
final class GlobalRequests {
  /** A client that has so many unanswered does not wait for answers. */
  static final int MOST = 256;

  private static final int SMALL = 64;

  private final Session session;
  private final SshLine line;
  private final Queue<Asked> waiting = new ArrayDeque<>();
  private boolean isBusy;

  GlobalRequests(SshLine line) {
    this.session = line.session();
    this.line = line;
  }

  private record Asked(boolean wantsReply, Consumer<Reply> task) {}

  /** Answers a request, once. Any thread. */
  interface Reply {
    /**
     * It was done.
     *
     * @param data puts in what belongs to the answer
     */
    void success(Consumer<Buffer> data);

    /** It was not done. */
    void failure();

    /** It was done, and there is nothing more to say. */
    default void success() {
      success(data -> {});
    }
  }

  /**
   * Takes a request.
   *
   * @return whether there was room for it
   */
  boolean add(boolean wantsReply, Consumer<Reply> task) {
    if (waiting.size() >= MOST) {
      return false;
    }
    waiting.add(new Asked(wantsReply, task));
    if (!isBusy) {
      next();
    }
    return true;
  }

  /** Whether all are answered. */
  boolean isIdle() {
    return !isBusy;
  }

  /** A client that does not read its answers is not asked for more of them. */
  private void next() {
    isBusy = !waiting.isEmpty();
    if (isBusy) {
      line.whenWritable(
          () -> {
            Asked asked = waiting.remove();
            asked.task().accept(new Answer(asked.wantsReply()));
          });
    }
  }

  private final class Answer implements Reply {
    private final boolean isWanted;

    Answer(boolean isWanted) {
      this.isWanted = isWanted;
    }

    @Override
    public void success(Consumer<Buffer> data) {
      send(SshConstants.SSH_MSG_REQUEST_SUCCESS, data);
    }

    @Override
    public void failure() {
      send(SshConstants.SSH_MSG_REQUEST_FAILURE, data -> {});
    }

    private void send(byte message, Consumer<Buffer> data) {
      line.loop().execute(() -> sendNow(message, data));
    }

    private void sendNow(byte message, Consumer<Buffer> data) {
      if (isWanted && session.isOpen()) {
        Buffer reply = session.createBuffer(message, SMALL);
        data.accept(reply);
        try {
          var unused = session.writePacket(reply);
        } catch (IOException e) {
          session.exceptionCaught(e);
        }
      }
      next();
    }
  }
}
