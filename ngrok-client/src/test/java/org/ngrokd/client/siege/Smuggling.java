package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests whose end can be read in two ways, with another request behind it. */
final class Smuggling implements Attack {
  private static final int MOST = 400;
  private static final String BEGIN = "POST /outer HTTP/1.1\r\nHost: victim.localhost\r\n";
  private static final String INNER = "GET /inner HTTP/1.1\r\nHost: good00.localhost\r\n\r\n";
  private static final List<String> SHAPES =
      List.of(
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
          "X: a\n Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
          "Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
          "Content-Length: +0\r\n\r\n",
          "Content-Length: 0x10\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n0;\nx\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n");

  @Override
  public String name() {
    return "requests that end in two ways";
  }

  @Override
  public void run(Field field) throws InterruptedException {
    for (int i = 0; i < MOST && field.hasTime(); i += SHAPES.size()) {
      Horde horde = field.horde();
      for (String shape : SHAPES) {
        horde.open(1, field.addresses(2), field.ports().http(), smuggling(field, shape));
      }
      field.pause(150);
      horde.close();
    }
  }

  private static Horde.Behaviour smuggling(Field field, String shape) {
    ByteBuf got = Unpooled.buffer(0, 4096);
    return new Horde.Behaviour() {
      @Override
      public void connected(Channel channel) {
        Horde.send(channel, Field.bytes(BEGIN + shape + INNER));
      }

      @Override
      public void read(Channel channel, ByteBuf bytes) {
        if (bytes.isReadable() && got.maxWritableBytes() >= bytes.readableBytes()) {
          got.writeBytes(bytes);
        }
        if (got.toString(StandardCharsets.ISO_8859_1).endsWith("good00")) {
          field.wrong("the second request was heard behind " + shape.strip());
        }
      }
    };
  }
}
