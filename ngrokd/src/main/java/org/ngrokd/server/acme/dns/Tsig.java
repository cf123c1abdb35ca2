package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * Signs messages for a name server and looks whether its answers are signed (RFC 8945). Safe from
 * any thread.
 */
final class Tsig {
  private static final int FUDGE_SECONDS = 300;
  private static final int ADDITIONAL_COUNT = 10;
  private static final int BAD_TIME = 18;

  private final TsigKey key;
  private final Clock clock;

  Tsig(TsigKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * A message as it is sent.
   *
   * @param mac what an answer's signature begins with
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Signed(byte[] message, byte[] mac) {}

  /** Signs a message that has no additional records. */
  Signed sign(byte[] message) {
    long now = clock.instant().getEpochSecond();
    byte[] mac = key.sign(List.of(message, variables(now, FUDGE_SECONDS, 0, new byte[0])));
    byte[] data =
        new MessageWriter()
            .name(key.algorithm())
            .u48(now)
            .u16(FUDGE_SECONDS)
            .u16(mac.length)
            .bytes(mac)
            .bytes(Arrays.copyOf(message, 2)) // its number
            .u16(0)
            .u16(0)
            .bytes();
    byte[] whole =
        new MessageWriter()
            .bytes(message)
            .name(key.name())
            .u16(Types.TSIG)
            .u16(Types.ANY)
            .u32(0)
            .u16(data.length)
            .bytes(data)
            .bytes();
    whole[ADDITIONAL_COUNT + 1]++;
    return new Signed(whole, mac);
  }

  private byte[] variables(long time, int fudge, int error, byte[] other) {
    return new MessageWriter()
        .name(key.name())
        .u16(Types.ANY)
        .u32(0)
        .name(key.algorithm())
        .u48(time)
        .u16(fudge)
        .u16(error)
        .u16(other.length)
        .bytes(other)
        .bytes();
  }

  /**
   * Looks whether an answer is the server's.
   *
   * @param request what it answers
   * @throws IOException with a line for the user, when it is not, or when the server says that it
   *     does not take our signature
   */
  void verify(byte[] answer, Reply reply, Signed request) throws IOException {
    int last = reply.additional().size() - 1;
    if (last < 0 || reply.additional().get(last).type() != Types.TSIG) {
      throw new IOException(
          "its answer (%s) is not signed: does it know key '%s' with %s?"
              .formatted(Codes.name(reply.code()), key.name(), key.algorithm()));
    }
    Resource signature = reply.additional().get(last);
    try {
      verify(Arrays.copyOf(answer, signature.start()), signature, request);
    } catch (RuntimeException e) {
      throw new IOException("its answer's signature is damaged", e);
    }
  }

  private void verify(byte[] unsigned, Resource signature, Signed request) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(signature.data());
    data.position(new MessageWriter().name(key.algorithm()).bytes().length);
    long time = ((data.getShort() & 0xffffL) << 32) | (data.getInt() & 0xffffffffL);
    int fudge = data.getShort() & 0xffff;
    byte[] mac = new byte[data.getShort() & 0xffff];
    data.get(mac);
    byte[] number = new byte[2];
    data.get(number);
    int error = data.getShort() & 0xffff;
    byte[] other = new byte[data.getShort() & 0xffff];
    data.get(other);
    if (error != 0) {
      throw new IOException(
          error == BAD_TIME
              ? "its clock and ours differ by more than " + FUDGE_SECONDS + " s"
              : ("it does not take our signature (%s): name, algorithm and secret of key '%s' have"
                      + " to be the server's")
                  .formatted(Codes.name(error), key.name()));
    }
    unsigned[ADDITIONAL_COUNT + 1]--;
    System.arraycopy(number, 0, unsigned, 0, number.length);
    byte[] expected =
        key.sign(
            List.of(
                new MessageWriter().u16(request.mac().length).bytes(request.mac()).bytes(),
                unsigned,
                variables(time, fudge, error, other)));
    if (!MessageDigest.isEqual(expected, mac)) {
      throw new IOException("its answer's signature is not right");
    }
  }
}
