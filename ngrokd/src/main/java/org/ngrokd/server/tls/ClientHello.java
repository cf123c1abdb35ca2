package org.ngrokd.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds in the first bytes of a TLS connection which server its client wants (SNI). It only looks:
 * the bytes stay where they are, and whoever gets them next judges them for itself.
 *
 * <p>What was found once stays so, whatever follows: nothing behind the ClientHello is looked at.
 * Sources: RFC 8446, sections 4.1.2 and 5.1; RFC 6066, section 3.
 */
final class ClientHello {
  /** The longest message, with its header, in bytes. The longest of browsers have 2 KiB. */
  static final int LONGEST = 64 * 1024;

  /**
   * Most records of a message, so that looking again after each packet stays cheap. Programs that
   * hide from censors do cut their ClientHello to bytes; that are some 1800.
   */
  static final int MOST_RECORDS = 2048;

  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3; // of SSL 3.0 and of all TLS
  private static final int RECORD_HEADER = 5;
  private static final int LONGEST_RECORD = 1 << 14;
  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 4;
  private static final int FIXED_PART = 2 + 32; // version, random
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int PROTOCOLS = 16;

  /** A list of one protocol: "acme-tls/1". */
  private static final byte[] CHALLENGE = {
    0, 11, 10, 'a', 'c', 'm', 'e', '-', 't', 'l', 's', '/', '1'
  };

  private static final int LONGEST_NAME = 253;

  private ClientHello() {}

  /** What the bytes tell. */
  sealed interface Peek permits ServerName, NoName {}

  /**
   * The server that is wanted.
   *
   * @param host in lower case, without a final dot; no IP address
   * @param isChallenge whether a CA asks, to see whether the name is ours (RFC 8737): it offers
   *     "acme-tls/1" and nothing else
   */
  record ServerName(String host, boolean isChallenge) implements Peek {
    /** Wanted by a visitor or a client. */
    ServerName(String host) {
      this(host, false);
    }
  }

  /** What they tell when it is no name. */
  enum NoName implements Peek {
    /** The ClientHello is not complete. */
    NEEDS_MORE,
    /** It names no server, or an IP address, which it must not. */
    NO_NAME,
    /** It breaks the rules, or it is none. */
    MALFORMED
  }

  /**
   * Looks at the bytes of a connection from its first one on; may be called again when there are
   * more. Neither indexes nor content of the buffer change.
   */
  static Peek peek(ByteBuf bytes) {
    try {
      byte[] header = new byte[MESSAGE_HEADER];
      int there = copy(bytes, header, header.length);
      if (there > 0 && header[0] != CLIENT_HELLO) {
        return NoName.MALFORMED;
      }
      if (there < header.length) {
        return NoName.NEEDS_MORE;
      }
      int length = header.length + (ByteBuffer.wrap(header).getInt() & 0xff_ffff);
      if (length > LONGEST) {
        return NoName.MALFORMED;
      }
      if (copy(bytes, header, length) < length) {
        return NoName.NEEDS_MORE;
      }
      return name(message(bytes, length));
    } catch (MalformedException e) {
      return NoName.MALFORMED;
    }
  }

  /** The message without its header, once it is complete and no longer than it may be. */
  static Optional<ByteBuffer> body(ByteBuf bytes) {
    try {
      byte[] header = new byte[MESSAGE_HEADER];
      if (copy(bytes, header, header.length) < header.length || header[0] != CLIENT_HELLO) {
        return Optional.empty();
      }
      int length = header.length + (ByteBuffer.wrap(header).getInt() & 0xff_ffff);
      boolean isThere = length <= LONGEST && copy(bytes, header, length) == length;
      return isThere ? Optional.of(message(bytes, length)) : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer message(ByteBuf bytes, int length) throws MalformedException {
    byte[] message = new byte[length];
    int copied = copy(bytes, message, length);
    return ByteBuffer.wrap(message, MESSAGE_HEADER, copied - MESSAGE_HEADER);
  }

  /**
   * Copies the begin of what is in the records, as much as fits.
   *
   * @param wanted how many bytes of it are of interest
   * @return how many of these there are
   */
  private static int copy(ByteBuf bytes, byte[] target, int wanted) throws MalformedException {
    int at = bytes.readerIndex();
    int there = 0;
    for (int records = 0; there < wanted; records++) {
      int left = bytes.writerIndex() - at;
      if (left < 1) {
        return there;
      }
      require(records < MOST_RECORDS && bytes.getByte(at) == HANDSHAKE);
      require(left < 2 || bytes.getByte(at + 1) == MAJOR_VERSION);
      if (left < RECORD_HEADER) {
        return there;
      }
      int length = bytes.getUnsignedShort(at + 3);
      require(length > 0 && length <= LONGEST_RECORD);
      int part = Math.min(Math.min(length, left - RECORD_HEADER), wanted - there);
      if (there < target.length) {
        bytes.getBytes(at + RECORD_HEADER, target, there, Math.min(part, target.length - there));
      }
      there += part;
      at += RECORD_HEADER + length;
    }
    return there;
  }

  private static Peek name(ByteBuffer hello) throws MalformedException {
    bytes(hello, FIXED_PART);
    require(vector(hello, 1).remaining() <= 32); // session id
    int cipherSuites = vector(hello, 2).remaining();
    require(cipherSuites >= 2 && cipherSuites % 2 == 0);
    require(vector(hello, 1).hasRemaining()); // compression methods
    if (!hello.hasRemaining()) {
      return NoName.NO_NAME; // older than extensions
    }
    ByteBuffer extensions = vector(hello, 2);
    require(!hello.hasRemaining());
    return nameIn(extensions);
  }

  private static Peek nameIn(ByteBuffer extensions) throws MalformedException {
    Optional<ByteBuffer> names = Optional.empty();
    boolean isChallenge = false;
    while (extensions.hasRemaining()) {
      int type = number(extensions, 2);
      ByteBuffer body = vector(extensions, 2);
      if (type == SERVER_NAME) {
        require(names.isEmpty());
        names = Optional.of(body);
      } else if (type == PROTOCOLS) {
        isChallenge = body.equals(ByteBuffer.wrap(CHALLENGE));
      }
    }
    Optional<String> host = names.isPresent() ? hostName(names.get()) : Optional.empty();
    return host.isPresent() ? new ServerName(host.get(), isChallenge) : NoName.NO_NAME;
  }

  private static Optional<String> hostName(ByteBuffer serverName) throws MalformedException {
    ByteBuffer names = vector(serverName, 2);
    require(names.hasRemaining() && !serverName.hasRemaining());
    Optional<ByteBuffer> host = Optional.empty();
    while (names.hasRemaining()) {
      int type = number(names, 1);
      ByteBuffer name = vector(names, 2);
      if (type == HOST_NAME) {
        require(host.isEmpty());
        host = Optional.of(name);
      }
    }
    return host.isPresent() ? checked(host.get()) : Optional.empty();
  }

  private static Optional<String> checked(ByteBuffer name) throws MalformedException {
    String text = StandardCharsets.ISO_8859_1.decode(name).toString();
    String host = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return Optional.empty();
    }
    require(!host.isEmpty() && !host.endsWith(".") && host.length() <= LONGEST_NAME);
    require(host.chars().allMatch(ClientHello::isOfNames));
    return Optional.of(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isOfNames(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || character == '-'
        || character == '_'
        || character == '.';
  }

  /** What follows a length that has so many bytes. */
  private static ByteBuffer vector(ByteBuffer in, int lengthBytes) throws MalformedException {
    return bytes(in, number(in, lengthBytes));
  }

  private static int number(ByteBuffer in, int count) throws MalformedException {
    ByteBuffer digits = bytes(in, count);
    int number = 0;
    while (digits.hasRemaining()) {
      number = number << 8 | (digits.get() & 0xff);
    }
    return number;
  }

  private static ByteBuffer bytes(ByteBuffer in, int count) throws MalformedException {
    require(count <= in.remaining());
    ByteBuffer bytes = in.slice(in.position(), count);
    in.position(in.position() + count);
    return bytes;
  }

  private static void require(boolean rule) throws MalformedException {
    if (!rule) {
      throw new MalformedException();
    }
  }

  /** No stack trace: anybody can cause it. */
  private static final class MalformedException extends Exception {
    MalformedException() {
      super(null, null, false, false);
    }
  }
}
