package org.ngrokd.server.tls;

import io.netty.buffer.ByteBuf;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Finds in a ClientHello whether its client knows certificates with keys of ECDSA, which all have
 * that are not older than some ten years. Sources: RFC 8446, 4.2.3 and B.4; RFC 5246, 7.4.1.4.1;
 * RFC 8422, 6.
 */
final class HelloKeys {
  private static final int FIXED_PART = 2 + 32; // version, random
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ECDSA = 3;

  private HelloKeys() {}

  /** Whether it does; true, too, for what is no ClientHello: TLS says what is wrong with it. */
  static boolean knowsEcdsa(ByteBuf bytes) {
    Optional<ByteBuffer> hello = ClientHello.body(bytes);
    try {
      return hello.isEmpty() || knowsEcdsa(hello.get());
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return true;
    }
  }

  private static boolean knowsEcdsa(ByteBuffer hello) {
    hello.position(hello.position() + FIXED_PART);
    vector(hello, hello.get() & 0xff); // session id
    ByteBuffer cipherSuites = vector(hello, hello.getShort() & 0xffff);
    if (!any(cipherSuites, HelloKeys::allowsEcdsa)) {
      return false;
    }
    vector(hello, hello.get() & 0xff); // compression methods
    return !hello.hasRemaining() || signs(vector(hello, hello.getShort() & 0xffff));
  }

  /**
   * Whether its signature algorithms have one of ECDSA; where there are none, the suites decide.
   */
  private static boolean signs(ByteBuffer extensions) {
    while (extensions.hasRemaining()) {
      int type = extensions.getShort() & 0xffff;
      ByteBuffer body = vector(extensions, extensions.getShort() & 0xffff);
      if (type == SIGNATURE_ALGORITHMS) {
        return any(
            vector(body, body.getShort() & 0xffff),
            algorithm -> (algorithm & 0xff) == ECDSA && (algorithm >> 8) < 7);
      }
    }
    return true;
  }

  /** Those of TLS 1.3 say nothing of keys, others name them. */
  private static boolean allowsEcdsa(int suite) {
    return (suite >> 8) == 0x13
        || (suite >= 0xc006 && suite <= 0xc00a)
        || suite == 0xc023
        || suite == 0xc024
        || suite == 0xc02b
        || suite == 0xc02c
        || (suite >= 0xc0ac && suite <= 0xc0af)
        || suite == 0xcca9;
  }

  private static boolean any(ByteBuffer pairs, IntPredicate wanted) {
    while (pairs.hasRemaining()) {
      if (wanted.test(pairs.getShort() & 0xffff)) {
        return true;
      }
    }
    return false;
  }

  private static ByteBuffer vector(ByteBuffer in, int length) {
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }
}
