package org.ngrokd.server.acme.dns;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what name servers answer (RFC 1035, 4), which may be anything. Used by one thread. */
final class MessageReader {
  /** A name has at most 127 labels; more are a circle of pointers. */
  private static final int MOST_STEPS = 128;

  private final ByteBuffer message;

  private MessageReader(byte[] message) {
    this.message = ByteBuffer.wrap(message);
  }

  /**
   * Reads a message.
   *
   * @throws IOException when it is none
   */
  static Reply read(byte[] message) throws IOException {
    try {
      return new MessageReader(message).reply();
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("a name server's answer is damaged", e);
    }
  }

  private Reply reply() throws IOException {
    int id = u16();
    int flags = u16();
    int questions = u16();
    int[] counts = {u16(), u16(), u16()};
    String asked = "";
    for (int i = 0; i < questions; i++) {
      asked = name();
      message.getInt(); // type and class
    }
    List<List<Resource>> sections = new ArrayList<>();
    for (int count : counts) {
      List<Resource> section = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        section.add(resource());
      }
      sections.add(section);
    }
    return new Reply(id, flags, asked, sections.get(0), sections.get(1), sections.get(2));
  }

  private Resource resource() throws IOException {
    int start = message.position();
    String name = name();
    int type = u16();
    u16(); // class
    message.getInt(); // how long it may be kept
    int length = u16();
    int end = message.position() + length;
    byte[] data = new byte[length];
    int from = message.position();
    message.get(data);
    String target = "";
    if (type == Types.NS || type == Types.CNAME) {
      message.position(from);
      target = name();
      message.position(end);
    }
    return new Resource(name, type, data, target, start);
  }

  /** Where it goes on after the name is where the name was written, not where pointers lead. */
  private String name() throws IOException {
    StringBuilder name = new StringBuilder();
    int after = -1;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      int length = message.get() & 0xff;
      if (length == 0) {
        message.position(after < 0 ? message.position() : after);
        return name.toString().toLowerCase(Locale.ROOT);
      }
      if (length >= 0xc0) {
        int to = ((length & 0x3f) << 8) | (message.get() & 0xff);
        after = after < 0 ? message.position() : after;
        message.position(to);
      } else {
        byte[] label = new byte[length];
        message.get(label);
        name.append(name.isEmpty() ? "" : ".");
        name.append(new String(label, StandardCharsets.ISO_8859_1));
      }
    }
    throw new IOException("a name server's answer goes round in circles");
  }

  private int u16() {
    return message.getShort() & 0xffff;
  }
}
