package org.ngrokd.protocol.testing;

/** A piece of a recorded record: a header's length, or text as it was sent. */
public sealed interface Part {

  /** The piece as it was sent. */
  byte[] bytes();

  /** Written {@code <n>} in the recordings, 8 bytes little-endian on the wire. */
  record Length(long value) implements Part {
    @Override
    public byte[] bytes() {
      return Frames.header(value);
    }
  }

  /** UTF-8. */
  record Text(String value) implements Part {
    @Override
    public byte[] bytes() {
      return Frames.payload(value);
    }
  }
}
