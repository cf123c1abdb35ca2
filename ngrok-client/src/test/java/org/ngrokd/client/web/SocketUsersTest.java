package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.system.SocketList;

/** The lists are as Linux writes them on a processor with the low byte first. */
class SocketUsersTest {
  private static final String TITLE =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  @TempDir private Path directory;

  @BeforeEach
  void onlyHere() {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
  }

  private static String line(String local, String remote, String state, int user, int inode) {
    return "   0: %s %s %s 00000000:00000000 00:00000000 00000000  %4d        0 %d 1 0 20 4 30 10 -1\n"
        .formatted(local, remote, state, user, inode);
  }

  private SocketUsers users(String tcp, String tcp6) throws IOException {
    return new SocketUsers(
        new SocketList(Files.writeString(directory.resolve("tcp"), TITLE + tcp), 100),
        new SocketList(Files.writeString(directory.resolve("tcp6"), TITLE + tcp6), 100));
  }

  private static InetSocketAddress at(String address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static String found(SocketUsers users, String host) throws UnknownHostException {
    return users.of(at(host, 40_000), at(host, 4040)).toString();
  }

  @Test
  void userOfTheOtherEndIsFound() throws Exception {
    String theirs = line("0100007F:9C40", "0100007F:0FC8", "01", 1001, 77);
    String ours = line("0100007F:0FC8", "0100007F:9C40", "01", 1000, 78);

    assertThat(found(users(ours + theirs, ""), "127.0.0.1")).isEqualTo("OptionalLong[1001]");
  }

  @Test
  void socketsOfIpv6AreFound() throws Exception {
    String mapped = "0000000000000000FFFF00000100007F:";
    String one = "00000000000000000000000001000000:";

    assertThat(
            found(users("", line(mapped + "9C40", mapped + "0FC8", "01", 1001, 77)), "127.0.0.1"))
        .isEqualTo("OptionalLong[1001]");
    assertThat(found(users("", line(one + "9C40", one + "0FC8", "01", 1002, 77)), "::1"))
        .isEqualTo("OptionalLong[1002]");
  }

  @Test
  void socketThatIsClosedIsNobodysThoughTheListSaysRoot() throws Exception {
    for (String state : new String[] {"02", "03", "04", "05", "06", "08"}) {
      String gone = line("0100007F:9C40", "0100007F:0FC8", state, 0, 0);
      assertThat(found(users(gone, ""), "127.0.0.1")).as(state).isEqualTo("OptionalLong.empty");
    }
    String orphan = line("0100007F:9C40", "0100007F:0FC8", "01", 0, 0);
    assertThat(found(users(orphan, ""), "127.0.0.1")).isEqualTo("OptionalLong.empty");
  }

  @Test
  void otherPortsAndAddressesAreOthers() throws Exception {
    String others =
        line("0100007F:9C41", "0100007F:0FC8", "01", 1001, 77)
            + line("0100007F:9C40", "0100007F:0FC9", "01", 1001, 77)
            + line("0200007F:9C40", "0100007F:0FC8", "01", 1001, 77)
            + line("0100007F:0FC8", "0100007F:9C40", "01", 1001, 77);

    assertThat(found(users(others, others), "127.0.0.1")).isEqualTo("OptionalLong.empty");
  }

  @Test
  void listThatIsTooLongTellsNothing() throws Exception {
    String others = line("0100007F:9C41", "0100007F:0FC8", "01", 1001, 77).repeat(200);
    String theirs = line("0100007F:9C40", "0100007F:0FC8", "01", 1001, 77);

    assertThat(found(users(others + theirs, ""), "127.0.0.1")).isEqualTo("OptionalLong.empty");
  }

  @Test
  void whereThereIsNoListNothingIsTold() throws Exception {
    SocketUsers none =
        new SocketUsers(
            new SocketList(directory.resolve("none"), 100),
            new SocketList(directory.resolve("neither"), 100));

    assertThat(found(none, "127.0.0.1")).isEqualTo("OptionalLong.empty");
  }

  @Test
  void brokenLinesTellNothing() throws Exception {
    assertThat(found(users("   0: 0100007F:9C40 0100007F:0FC8 01 \n", ""), "127.0.0.1"))
        .isEqualTo("OptionalLong.empty");
    assertThat(
            found(
                users(
                    line("0100007F:9C40", "0100007F:0FC8", "01", 1, 77).replace("   1 ", " who "),
                    ""),
                "127.0.0.1"))
        .isEqualTo("OptionalLong.empty");
  }
}
