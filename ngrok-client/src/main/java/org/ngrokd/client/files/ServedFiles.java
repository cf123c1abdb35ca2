package org.ngrokd.client.files;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.relay.RelayEnd;

/** A directory that visitors may read. Immutable; safe from any thread. */
public final class ServedFiles {
  private final FileRoot root;
  private final FileAnswers answers;
  private final Executor disk;

  /**
   * @param disk where files are read: it blocks
   */
  public ServedFiles(Path directory, Executor disk) {
    this.root = new FileRoot(directory);
    this.answers = new FileAnswers(root);
    this.disk = disk;
  }

  /**
   * One visitor's connection to it.
   *
   * @return an end that is not started; fails when the directory is not there
   */
  public Future<RelayEnd> open(EventLoop loop, ConnectionLog log) {
    Promise<RelayEnd> opened = loop.newPromise();
    try {
      disk.execute(() -> settle(root.isReadable(), loop, log, opened));
    } catch (RejectedExecutionException e) { // the client ends
      opened.setFailure(e);
    }
    return opened;
  }

  /** Later: who has asked must not hear of it before all is joined, as with any connection. */
  private void settle(
      boolean isReadable, EventLoop loop, ConnectionLog log, Promise<RelayEnd> opened) {
    try {
      loop.execute(
          () -> {
            if (isReadable) {
              opened.setSuccess(new FilesEnd(loop, answers, disk, log));
            } else {
              opened.setFailure(new IOException("it is no directory that can be read"));
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("The client ends");
    }
  }
}
