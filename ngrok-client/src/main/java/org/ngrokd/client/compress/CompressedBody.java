package org.ngrokd.client.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.PassingBody;

/**
 * The body of one reply on its way: what comes is encoded and goes out in chunks. Whoever has it
 * closes it, for encoders keep memory that is not Java's. Confined to one event loop.
 */
final class CompressedBody implements AutoCloseable {
  /** A chunk that goes out unasked, in bytes; smaller ones wait for {@link #flush}. */
  private static final int CHUNK = 16 * 1024;

  /** Room before each chunk for its size: eight digits and the line's end. */
  private static final int SIZE_ROOM = 10;

  private final PassingBody content;
  private final Consumer<ByteBuf> out;
  private final Coding coding;
  private final OutputStream encoder;
  private ByteBuf chunk = newChunk();
  private boolean isDirty;

  /**
   * @param length of the body as it comes
   * @param out gets the chunks
   */
  CompressedBody(BodyLength length, Coding coding, Consumer<ByteBuf> out) throws IOException {
    this.content =
        PassingBody.contentOf(
            length.kind() == BodyLength.Kind.CHUNKED ? length : BodyLength.UNTIL_CLOSE);
    this.out = out;
    this.coding = coding;
    this.encoder = encoder();
  }

  private OutputStream encoder() throws IOException {
    try {
      return coding.encoding(new Sink()); // which may write already
    } catch (IOException e) {
      chunk.release();
      throw e;
    }
  }

  private static ByteBuf newChunk() {
    return ByteBufAllocator.DEFAULT.buffer(256).writeZero(SIZE_ROOM);
  }

  /** What it keeps, in bytes. */
  long memory() {
    return (long) coding.memory() + chunk.capacity();
  }

  /** Takes a part of the body, with the chunks that it came in. */
  void add(ByteBuf bytes) throws BadMessageException {
    try {
      content.pass(bytes, this::encode);
    } finally {
      bytes.release();
    }
    if (chunk.readableBytes() - SIZE_ROOM >= CHUNK) {
      send();
    }
  }

  private void encode(ByteBuf part) {
    try {
      isDirty |= part.isReadable();
      part.readBytes(encoder, part.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      part.release();
    }
  }

  /** All that was taken goes out. */
  void flush() throws IOException {
    if (isDirty) {
      isDirty = false;
      encoder.flush();
      send();
    }
  }

  private void send() {
    int length = chunk.readableBytes() - SIZE_ROOM;
    if (length == 0) {
      return;
    }
    byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuf full = chunk;
    chunk = newChunk();
    full.setBytes(SIZE_ROOM - size.length, size);
    full.readerIndex(SIZE_ROOM - size.length);
    out.accept(full.writeByte('\r').writeByte('\n'));
  }

  /**
   * It is whole: the rest goes out, and the last chunk.
   *
   * @param without trailers that are not true any more
   */
  void finish(List<String> without) throws IOException {
    encoder.close();
    send();
    StringBuilder last = new StringBuilder("0\r\n");
    HeaderLines trailers = content.trailers();
    for (int line = 0; line < trailers.size(); line++) {
      String name = trailers.name(line);
      if (without.stream().noneMatch(name::equalsIgnoreCase)) {
        last.append(name).append(": ").append(trailers.value(line)).append("\r\n");
      }
    }
    out.accept(Unpooled.copiedBuffer(last.append("\r\n"), StandardCharsets.ISO_8859_1));
  }

  /** Frees it; what did not go out is lost. */
  @Override
  public void close() {
    try {
      encoder.close();
    } catch (IOException e) {
      // it is closed all the same, and nobody waits for its last bytes
    } finally {
      chunk.release();
    }
  }

  /** Where the encoder writes to. */
  private final class Sink extends OutputStream {
    @Override
    public void write(int b) {
      chunk.writeByte(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      chunk.writeBytes(bytes, from, length);
    }
  }
}
