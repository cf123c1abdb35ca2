package org.ngrokd.client.files;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A part of a file, read piece by piece. It is open only while a piece is read, so that visitors
 * who are slow hold no file open. Not for several threads at once; blocks.
 */
final class FilePieces {
  /** How much is read at a time, in bytes. */
  static final int PIECE = 64 * 1024;

  private final Path path;
  private final String state;
  private final long end;
  private long next;

  /**
   * @param file as it was found
   */
  FilePieces(FileRoot.Found file, ByteRange part) {
    this.path = file.path();
    this.state = Conditions.of(file.attributes()).tag();
    this.next = part.first();
    this.end = part.first() + part.length();
  }

  /** What is left of it, in bytes. */
  long length() {
    return end - next;
  }

  /**
   * The next piece.
   *
   * @throws IOException when the file cannot be read, or is another one by now
   */
  ByteBuf read(ByteBufAllocator alloc) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!now.isRegularFile() || !Conditions.of(now).tag().equals(state)) {
      throw new IOException(path + " has changed while it was being sent");
    }
    ByteBuf piece = alloc.buffer((int) Math.min(PIECE, length()));
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      int wanted = piece.capacity();
      while (piece.readableBytes() < wanted) {
        int count =
            piece.writeBytes(channel, next + piece.readableBytes(), wanted - piece.readableBytes());
        if (count < 0) {
          throw new IOException(path + " became shorter while it was being sent");
        }
      }
    } catch (IOException | RuntimeException e) {
      piece.release();
      throw e;
    }
    next += piece.readableBytes();
    return piece;
  }
}
