package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What a local service answers with. */
final class Content {
  /** 4 MB. */
  private static final Content BIG = new Content("text/plain", new byte[4_000_000]);

  /** 900 KB that do not compress: a whole body of it is kept. */
  private static final Content MUCH = new Content("text/plain", unlike(900_000));

  /** 4 MB that do not compress. */
  private static final Content NOISE = new Content("text/plain", unlike(4_000_000));

  /** 46 KB of elements inside each other. */
  private static final Content XML = new Content("application/xml", nested(6_500));

  /** The name of the service. */
  static final Content NAME = new Content("text/plain", new byte[0]);

  private final String type;
  private final ByteBuf bytes;

  private Content(String type, byte[] bytes) {
    this.type = type;
    this.bytes = Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
  }

  /** What a path, or a whole URL, is answered with. */
  static Content of(String path) {
    if (path.endsWith("/big")) {
      return BIG;
    }
    if (path.endsWith("/much")) {
      return MUCH;
    }
    if (path.endsWith("/noise")) {
      return NOISE;
    }
    return path.endsWith("/xml") ? XML : NAME;
  }

  String type() {
    return type;
  }

  /** Its bytes, the same for all: nobody releases them. */
  ByteBuf bytes() {
    return bytes.duplicate();
  }

  private static byte[] unlike(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] nested(int depth) {
    return ("<a>".repeat(depth) + "</a>".repeat(depth)).getBytes(StandardCharsets.US_ASCII);
  }
}
