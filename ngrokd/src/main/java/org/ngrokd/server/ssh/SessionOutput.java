package org.ngrokd.server.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.sshd.common.io.IoOutputStream;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.ngrokd.server.ssh.screen.Sheet;
import org.ngrokd.streams.ssh.SshLine;

/**
 * Text on its way to a session, a piece at a time. A client that does not read misses what there is
 * no room for.
 *
 * <p>Confined to the event loop of the connection.
 */
final class SessionOutput implements Sheet {
  /** What may wait for a client that does not read, in bytes. */
  private static final int MOST = 64 * 1024;

  private final SshLine line;
  private final IoOutputStream out;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private int size;
  private boolean isBusy;
  private Runnable idle = () -> {};

  SessionOutput(SshLine line, IoOutputStream out) {
    this.line = line;
    this.out = out;
  }

  @Override
  public boolean isIdle() {
    return !isBusy;
  }

  @Override
  public void whenIdle(Runnable run) {
    idle = run;
  }

  @Override
  public void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && size + bytes.length <= MOST && !out.isClosing()) {
      waiting.add(bytes);
      size += bytes.length;
      next();
    }
  }

  private void next() {
    byte[] bytes = isBusy ? null : waiting.poll();
    if (bytes == null) {
      return;
    }
    isBusy = true;
    try {
      out.writeBuffer(new ByteArrayBuffer(bytes))
          .addListener(
              written -> line.loop().execute(() -> wrote(bytes.length, written.isWritten())));
    } catch (IOException e) {
      wrote(bytes.length, false);
    }
  }

  private void wrote(int bytes, boolean isWritten) {
    isBusy = false;
    size -= bytes;
    if (isWritten) {
      next();
    } else {
      waiting.clear();
      size = 0;
    }
    if (!isBusy) {
      Runnable run = idle;
      idle = () -> {};
      run.run();
    }
  }
}
