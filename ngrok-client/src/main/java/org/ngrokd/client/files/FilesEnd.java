package org.ngrokd.client.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.memory.BufferMemory;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A directory, in a local service's place, for one visitor: what is written to it are requests,
 * what it tells are replies. One after the other is answered; of a file one piece at a time is in
 * memory, and the next is read when the visitor has taken it.
 *
 * <p>Confined to the visitor's event loop, but for what any {@link RelayEnd} allows; files are read
 * elsewhere.
 */
public final class FilesEnd implements RelayEnd {
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int MOST_LINES = 1000;

  /** Requests ahead of their turn, in bytes, above which no more are taken. */
  private static final int MOST_HELD = 2 * LONGEST_HEAD; // above a head that is under way

  private final EventLoop loop;
  private final FileAnswers answers;
  private final Executor disk;
  private final ConnectionLog log;
  private final HeadReader heads = new HeadReader(LONGEST_HEAD);
  private ByteBuf held = Unpooled.EMPTY_BUFFER;
  private @Nullable Receiver receiver;
  private @Nullable FilePieces pieces;
  private volatile int memory;
  private boolean isBusy;
  private boolean isLast;
  private boolean isPaused;
  private volatile boolean isReading;
  private boolean visitorFinished;
  private boolean isOver;

  /**
   * @param disk where files are read
   */
  FilesEnd(EventLoop loop, FileAnswers answers, Executor disk, ConnectionLog log) {
    this.loop = loop;
    this.answers = answers;
    this.disk = disk;
    this.log = log;
  }

  @Override
  public void start(Receiver newReceiver) {
    onLoop(
        () -> {
          receiver = newReceiver;
          next();
        });
  }

  @Override
  public void write(ByteBuf bytes) {
    onLoop(
        () -> {
          if (isOver || isLast) {
            bytes.release();
            return;
          }
          hold(bytes);
          next();
        });
  }

  private void hold(ByteBuf bytes) {
    ByteBuf all =
        ByteBufAllocator.DEFAULT
            .buffer(held.readableBytes() + bytes.readableBytes())
            .writeBytes(held)
            .writeBytes(bytes);
    held.release();
    bytes.release();
    held = all;
    count();
  }

  /** Answers the next request, if there is one and the one before is done. */
  private void next() {
    if (isBusy || isOver || isPaused || receiver == null) { // resumeReading comes back here
      return;
    }
    boolean wasWritable = isWritable();
    try {
      byte[] head = held.isReadable() ? heads.read(held) : null;
      if (head != null) {
        answer(RequestHead.parse(head, MOST_LINES));
      } else if (visitorFinished) {
        leave(true);
      }
    } catch (BadMessageException e) {
      log.debug("Malformed request: {}", e.reason());
      isBusy = true;
      isLast = true;
      begin(Answer.line("400 Bad Request", Map.of()), false, "close");
    }
    if (!isOver && !held.isReadable()) {
      held.release();
      held = Unpooled.EMPTY_BUFFER;
    }
    count();
    if (!wasWritable && isWritable() && receiver != null && !isOver) {
      receiver.writabilityChanged();
    }
  }

  private void answer(RequestHead request) {
    isBusy = true;
    isLast = !request.keepsAlive() || !request.body().isNone();
    String connection = isLast ? "close" : request.isHttp11() ? "" : "keep-alive";
    onDisk(
        () -> {
          Answer answer = answers.to(request);
          back(() -> begin(answer, request.isHead(), connection));
        });
  }

  private void begin(Answer answer, boolean isHead, String connection) {
    if (isOver) {
      return;
    }
    boolean isEmpty = answer.status().startsWith("304");
    pass(Unpooled.wrappedBuffer(answer.head(isEmpty ? -1 : answer.length(), connection)));
    if (!isHead && !answer.text().isEmpty()) {
      pass(Unpooled.wrappedBuffer(answer.bytes()));
    }
    pieces = isHead ? null : answer.file().orElse(null);
    goOn();
  }

  /** Sends the next piece, or takes the next request. */
  private void goOn() {
    if (isOver || isReading) {
      return;
    }
    FilePieces rest = pieces;
    if (rest == null || rest.length() == 0) {
      burst();
      pieces = null;
      if (isLast) {
        leave(true); // the last reply is whole
      } else if (isBusy) {
        isBusy = false;
        loop.execute(this::next); // and not in the middle of this one
      }
    } else if (!isPaused) {
      isReading = true;
      onDisk(() -> read(rest));
    }
  }

  /** The visitor takes more; by now it may be another file, or none. */
  private void readOn() {
    if (pieces != null) {
      goOn();
    } else {
      next();
    }
  }

  private void read(FilePieces rest) {
    try {
      ByteBuf piece = rest.read(ByteBufAllocator.DEFAULT);
      try {
        loop.execute(() -> passPiece(piece));
      } catch (RejectedExecutionException e) {
        piece.release(); // the client ends
      }
    } catch (IOException e) {
      log.warn("A file was not sent whole: {}", Failures.oneLine(e));
      back(() -> leave(false));
    }
  }

  private void passPiece(ByteBuf piece) {
    isReading = false;
    if (isOver) {
      piece.release();
      return;
    }
    pass(piece);
    burst();
    goOn();
  }

  /** From where files are read. */
  private void back(Runnable action) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException e) {
      log.debug("The client ends");
    }
  }

  private void onDisk(Runnable work) {
    try {
      disk.execute(work);
    } catch (RejectedExecutionException e) { // the client ends
      reset();
    }
  }

  private void pass(ByteBuf bytes) {
    if (receiver == null) {
      bytes.release();
    } else {
      receiver.received(bytes);
    }
  }

  private void burst() {
    if (receiver != null) {
      receiver.receivedBurst();
    }
  }

  private void count() {
    memory = BufferMemory.of(held) + heads.memory();
  }

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return memory <= MOST_HELD;
  }

  @Override
  public long waiting() {
    return (long) memory + (isReading ? FilePieces.PIECE : 0);
  }

  @Override
  public void pauseReading() {
    onLoop(() -> isPaused = true);
  }

  @Override
  public void resumeReading() {
    onLoop(
        () -> {
          isPaused = false;
          loop.execute(this::readOn);
        });
  }

  @Override
  public void finishSending() {
    onLoop(
        () -> {
          visitorFinished = true;
          next();
        });
  }

  @Override
  public void close() {
    loop.execute(() -> leave(false));
  }

  @Override
  public void reset() {
    loop.execute(() -> leave(false));
  }

  /** What is told last, later: by now it may be in the middle of being told something. */
  private void leave(boolean isInOrder) {
    if (isOver) {
      return;
    }
    isOver = true;
    held.release();
    held = Unpooled.EMPTY_BUFFER;
    pieces = null;
    memory = 0;
    Receiver told = receiver;
    if (told != null) {
      loop.execute(
          () -> {
            if (isInOrder) {
              told.finished();
            }
            told.closed();
          });
    }
  }

  private void onLoop(Runnable action) {
    if (loop.inEventLoop()) {
      action.run();
    } else {
      loop.execute(action);
    }
  }
}
