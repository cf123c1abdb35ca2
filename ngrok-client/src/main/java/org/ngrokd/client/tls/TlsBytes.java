package org.ngrokd.client.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.memory.BufferMemory;

/**
 * TLS on bytes that come and go some other way than by a socket: the server's side of one
 * connection. It keeps one record at most whose end has not come.
 *
 * <p>Confined to one thread. What it tells may call it again.
 */
final class TlsBytes {
  /** An engine that takes nothing so often, though it has a whole record, never will. */
  private static final int MOST_IDLE_TURNS = 16;

  private final SSLEngine engine;
  private final Output output;
  private final ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
  private @Nullable ByteBuf input;
  private boolean isHandshaken;
  private boolean isPeerFinished;
  private boolean isReading;
  private boolean isReleased;

  /** Gets what comes out of it; buffers are its own. */
  interface Output {
    void toPeer(ByteBuf encrypted);

    void fromPeer(ByteBuf plain);

    /** Once. */
    void handshakeDone();

    /** The peer has sent its last byte (close_notify). Once. */
    void peerFinished();
  }

  /** With an engine of the server's side, which is given away. */
  TlsBytes(SSLEngine engine, Output output) throws SSLException {
    this.engine = engine;
    this.output = output;
    engine.beginHandshake();
  }

  /** What of a record is kept, in bytes. */
  int memory() {
    ByteBuf kept = input;
    return kept == null ? 0 : BufferMemory.of(kept);
  }

  /** Takes what the peer sent, in any pieces. */
  void read(ByteBuf bytes) throws SSLException {
    if (isReleased || isPeerFinished) {
      bytes.release();
      return;
    }
    isReading = true;
    try {
      ByteBuf begun = input;
      ByteBuf all = begun == null ? bytes : begun.writeBytes(bytes);
      if (begun != null) {
        bytes.release();
      }
      input = all;
      int before = all.readableBytes();
      readRecords(all);
      boolean mayStay = begun != null && all.readableBytes() == before;
      if (!mayStay && !isReleased) {
        keepRest(all);
      }
    } finally {
      isReading = false;
      if (isReleased) {
        free();
      }
    }
  }

  /** In a buffer of its own, which can grow, and not in one that holds what was read. */
  private void keepRest(ByteBuf all) {
    int left = all.readableBytes();
    input = left == 0 || isPeerFinished ? null : alloc.buffer(left).writeBytes(all);
    all.release();
  }

  private void readRecords(ByteBuf all) throws SSLException {
    int idle = 0;
    while (!isReleased && !isPeerFinished) {
      int length = TlsRecord.length(all);
      if (length > all.readableBytes()) {
        notice();
        return;
      }
      int left = all.readableBytes();
      unwrap(all, length);
      idle = all.readableBytes() == left ? idle + 1 : 0;
      if (idle > MOST_IDLE_TURNS) {
        throw new SSLException("the handshake does not go on");
      }
    }
  }

  /**
   * BoringSSL's engine may have done the handshake with the last record, and says so only when it
   * is asked again.
   */
  private void notice() throws SSLException {
    if (!isHandshaken && !isReleased) {
      goOn(
          engine
              .unwrap(ByteBuffer.allocate(0), ByteBuffer.allocate(TlsRecord.MOST_PLAIN))
              .getHandshakeStatus());
    }
  }

  private void unwrap(ByteBuf all, int length) throws SSLException {
    ByteBuf plain = alloc.buffer(length);
    SSLEngineResult result;
    try {
      result = engine.unwrap(all.nioBuffer(all.readerIndex(), length), plain.nioBuffer(0, length));
      all.skipBytes(result.bytesConsumed());
      plain.writerIndex(result.bytesProduced());
    } catch (SSLException | RuntimeException e) {
      plain.release();
      throw e;
    }
    if (plain.isReadable()) {
      output.fromPeer(plain);
    } else {
      plain.release();
    }
    goOn(result.getHandshakeStatus());
    if (result.getStatus() == Status.CLOSED && !isPeerFinished && !isReleased) {
      isPeerFinished = true;
      output.peerFinished();
    }
  }

  /** Does what the engine needs before it takes more. */
  private void goOn(HandshakeStatus first) throws SSLException {
    HandshakeStatus status = first;
    while (!isReleased) {
      switch (status) {
        case NEED_TASK -> status = runTasks();
        case NEED_WRAP -> {
          SSLEngineResult result = wrap(ByteBuffer.allocate(0));
          status = result.getHandshakeStatus();
          if (status == HandshakeStatus.NEED_WRAP && result.bytesProduced() == 0) {
            return;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          done();
          return;
        }
        default -> {
          return;
        }
      }
    }
  }

  private HandshakeStatus runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return engine.getHandshakeStatus();
  }

  private void done() {
    if (!isHandshaken) {
      isHandshaken = true;
      output.handshakeDone();
    }
  }

  /**
   * Has bytes sent; thrown away when the connection has ended.
   *
   * @param bytes are given away
   */
  void write(ByteBuf bytes) throws SSLException {
    try {
      while (bytes.isReadable() && !isReleased && !engine.isOutboundDone()) {
        int part = Math.min(bytes.readableBytes(), TlsRecord.MOST_PLAIN);
        SSLEngineResult result = wrap(bytes.nioBuffer(bytes.readerIndex(), part));
        bytes.skipBytes(result.bytesConsumed());
        if (result.getStatus() == Status.CLOSED) {
          return;
        }
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
          throw new SSLException("the peer wants to negotiate again, which is not done");
        }
      }
    } finally {
      bytes.release();
    }
  }

  private SSLEngineResult wrap(ByteBuffer plain) throws SSLException {
    int size = engine.getSession().getPacketBufferSize();
    while (true) {
      ByteBuf encrypted = alloc.buffer(size);
      SSLEngineResult result;
      try {
        result = engine.wrap(plain, encrypted.nioBuffer(0, size));
        encrypted.writerIndex(result.bytesProduced());
      } catch (SSLException | RuntimeException e) {
        encrypted.release();
        throw e;
      }
      if (encrypted.isReadable()) {
        output.toPeer(encrypted);
      } else {
        encrypted.release();
      }
      if (result.getStatus() != Status.BUFFER_OVERFLOW) {
        return result;
      }
      size *= 2;
    }
  }

  /** Has the end of our direction sent (close_notify). */
  void finish() throws SSLException {
    if (!isReleased) {
      engine.closeOutbound();
      sayLast();
    }
  }

  /** Has the alert sent that tells why it failed, if there is one. */
  void fail() {
    try {
      sayLast();
    } catch (SSLException alreadyKnown) {
      return;
    }
  }

  private void sayLast() throws SSLException {
    while (!isReleased && !engine.isOutboundDone()) {
      if (wrap(ByteBuffer.allocate(0)).bytesProduced() == 0) {
        return;
      }
    }
  }

  /** Nothing more is read or written. */
  void release() {
    if (!isReleased) {
      isReleased = true;
      if (!isReading) {
        free();
      }
    }
  }

  private void free() {
    ByteBuf kept = input;
    input = null;
    if (kept != null) {
      kept.release();
    }
    ReferenceCountUtil.release(engine); // BoringSSL's memory; the JDK's engine has no such thing
  }
}
