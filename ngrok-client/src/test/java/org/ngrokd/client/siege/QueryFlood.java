package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Queries to the name server of the challenges, from many ports of a few addresses: for what there
 * is, for everything, and junk. Others are to be served as before, and what comes back is to be
 * less than what was sent: else it would hit whom the attacker names as the sender.
 */
final class QueryFlood implements Attack {
  private static final int PORTS = 400;
  private static final int ROUND = 200;
  private static final int MOST = 400_000;

  /** "_acme-challenge.localhost", TXT, ANY and another's name, with room for long answers. */
  private static final List<byte[]> QUERIES =
      List.of(
          query("0f5f61636d652d6368616c6c656e6765096c6f63616c686f737400", "0010"),
          query("0f5f61636d652d6368616c6c656e6765096c6f63616c686f737400", "00ff"),
          query("076578616d706c6503636f6d00", "0010"),
          HexFormat.of().parseHex("ffffffffffffffffffffffffffff"));

  private static byte[] query(String name, String type) {
    return HexFormat.of()
        .parseHex(
            "abcd0100" + "0001000000000001" + name + type + "0001" + "0000291000000000000000");
  }

  @Override
  public String name() {
    return "queries of DNS";
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    List<DatagramChannel> sockets = new ArrayList<>();
    List<String> addresses = field.addresses(4);
    for (int i = 0; i < PORTS; i++) {
      sockets.add(socket(field, addresses.get(i % addresses.size())));
    }
    long sent = 0;
    long answered = 0;
    for (int i = 0; i < MOST && field.hasTime(); i++) {
      byte[] query = QUERIES.get(i % QUERIES.size());
      DatagramChannel socket = sockets.get(i % PORTS);
      sent += socket.write(ByteBuffer.wrap(query));
      answered += read(socket);
      if (i % ROUND == 0) {
        field.cost().bytes((long) ROUND * query.length);
        field.pause(10);
      }
    }
    if (answered > sent) {
      field.wrong(answered + " bytes came back for " + sent);
    }
    if (!answers(field)) {
      field.wrong("the name server does not answer others afterwards");
    }
    field.rest();
  }

  private static DatagramChannel socket(Field field, String from) throws IOException {
    DatagramChannel socket =
        field
            .closing(DatagramChannel.open())
            .setOption(StandardSocketOptions.SO_RCVBUF, 8192)
            .bind(new InetSocketAddress(InetAddress.getByName(from), 0))
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), field.ports().dns()));
    socket.configureBlocking(false);
    return socket;
  }

  private static int read(DatagramChannel socket) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(2048);
    while (socket.read(answer) > 0 && answer.hasRemaining()) {
      // all that is there
    }
    return answer.position();
  }

  /** Somebody who has not asked before. */
  private static boolean answers(Field field) throws IOException, InterruptedException {
    DatagramChannel other = socket(field, field.addresses(5).get(4));
    for (int i = 0; i < 50; i++) {
      other.write(ByteBuffer.wrap(QUERIES.get(0)));
      Thread.sleep(100);
      if (read(other) > 0) {
        return true;
      }
    }
    return false;
  }
}
