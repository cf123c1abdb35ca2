package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.protocol.Message;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Fuzz target: frames and JSON of strangers. The first byte of the input says how the rest is cut.
 * Whatever comes, the only failure is a ProtocolException, the cuts make no difference, nothing
 * leaks, and what was understood is understood again when we write it.
 */
public final class MessageFuzz {
  private MessageFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] stream = new byte[input.length - 1];
    System.arraycopy(input, 1, stream, 0, stream.length);
    Outcome whole = read(stream, Math.max(1, stream.length));
    Outcome cut = read(stream, 1 + (input[0] & 0x3f));
    check(whole.equals(cut), "cuts change the outcome");
    for (Message message : whole.messages()) {
      check(again(message).equals(message), "written and read again it is another message");
    }
  }

  private record Outcome(List<Message> messages, boolean failed) {}

  private static Outcome read(byte[] stream, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(), new MessageDecoder());
    List<ByteBuf> pieces = new ArrayList<>();
    boolean failed = false;
    try {
      for (int from = 0; from < stream.length && !failed; from += piece) {
        ByteBuf bytes = Unpooled.copiedBuffer(stream, from, Math.min(piece, stream.length - from));
        pieces.add(bytes);
        failed = !write(channel, bytes);
      }
      List<Message> messages = new ArrayList<>();
      for (Message next = channel.readInbound(); next != null; next = channel.readInbound()) {
        messages.add(next);
      }
      return new Outcome(messages, failed);
    } finally {
      finish(channel);
      pieces.forEach(bytes -> check(bytes.refCnt() == 0, "a buffer leaks"));
    }
  }

  private static boolean write(EmbeddedChannel channel, ByteBuf bytes) {
    try {
      channel.writeInbound(bytes);
      return true;
    } catch (ProtocolException expected) {
      return false;
    } catch (DecoderException e) {
      check(e.getCause() instanceof ProtocolException, "not a ProtocolException: " + e.getCause());
      return false;
    }
  }

  private static void finish(EmbeddedChannel channel) {
    try {
      channel.finishAndReleaseAll();
    } catch (ProtocolException | DecoderException e) {
      // what was left is no message either
    }
  }

  private static Message again(Message message) {
    return JsonMapping.read(JsonMapping.write(message));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
