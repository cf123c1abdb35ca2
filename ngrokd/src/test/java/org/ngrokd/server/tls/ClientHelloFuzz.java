package org.ngrokd.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.ngrokd.server.tls.ClientHello.NoName;
import org.ngrokd.server.tls.ClientHello.Peek;
import org.ngrokd.server.tls.ClientHello.ServerName;

/**
 * Fuzz target: the first bytes of TLS connections. Whatever comes: nothing is thrown, the buffer is
 * untouched, a verdict is final however much more comes, and a name is one that DNS can have.
 */
public final class ClientHelloFuzz {
  private ClientHelloFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    Peek whole = peek(input, input.length);
    Peek before = NoName.NEEDS_MORE;
    int step = 1 + input.length / 50; // all prefixes of a long input would take too long
    for (int length = 0; length <= input.length; length += step) {
      Peek now = peek(input, length);
      check(before == NoName.NEEDS_MORE || now.equals(before), "a verdict changes");
      before = now;
    }
    check(before == NoName.NEEDS_MORE || before.equals(whole), "the last verdict is another");
    if (whole instanceof ServerName name) {
      check(name.host().matches("[a-z0-9._-]{1,253}"), "no name: " + name.host());
      check(!name.host().endsWith("."), "a final dot");
    }
  }

  private static Peek peek(byte[] input, int length) {
    ByteBuf bytes = Unpooled.wrappedBuffer(input, 0, length);
    Peek seen = ClientHello.peek(bytes);
    check(bytes.readerIndex() == 0 && bytes.readableBytes() == length, "bytes were taken");
    bytes.release();
    return seen;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
