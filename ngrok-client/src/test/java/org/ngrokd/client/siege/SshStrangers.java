package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Connections to the gateway for ssh that lead to nothing, from a few addresses. */
record SshStrangers(Kind kind) implements Attack {
  private static final int CONNECTIONS = 1_500;
  private static final int ADDRESSES = 40;

  /** How far they come. */
  enum Kind {
    SILENT("silent connections to the ssh port"),
    HALF("half packets to the ssh port");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  @Override
  public String name() {
    return kind.title;
  }

  @Override
  public void run(Field field) throws InterruptedException {
    ByteBuf said = kind == Kind.SILENT ? Unpooled.EMPTY_BUFFER : half();
    field
        .horde()
        .open(CONNECTIONS, field.addresses(ADDRESSES), field.ports().ssh(), Horde.saying(said));
    field.rest();
  }

  /** The begin of a packet of 200,000 bytes. */
  private static ByteBuf half() {
    byte[] version = "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer()
            .writeBytes(version)
            .writeInt(200_000)
            .writeByte(4)
            .writeByte(20)
            .writeZero(64 * 1024));
  }
}
