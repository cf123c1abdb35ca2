package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.system.SocketList;

/** The lists are as Linux writes them on a processor with the low byte first; 1F90 is 8080. */
class ListenTableTest {
  private static final String OTHER = line("0100007F:0016", "0A");

  @TempDir private Path directory;

  @BeforeEach
  void onlyHere() {
    Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
  }

  private static String line(String local, String state) {
    return "   0: %s 00000000:0000 %s 00000000:00000000 00:00000000 00000000     0        0 7 1\n"
        .formatted(local, state);
  }

  private SocketList list(String name, String lines) throws IOException {
    return new SocketList(Files.writeString(directory.resolve(name), "title\n" + lines), 50);
  }

  private ListenTable table(String tcp, String tcp6) throws IOException {
    return ListenTable.read(list("tcp", tcp), list("tcp6", tcp6), list("unix", ""));
  }

  private static Listening seen(ListenTable table, String address) {
    return table.of(LocalAddress.parse(address));
  }

  @ParameterizedTest
  @CsvSource({
    "0100007F:1F90, '', 8080, YES",
    "00000000:1F90, '', 8080, YES",
    "'', 00000000000000000000000001000000:1F90, 8080, YES",
    "'', 00000000000000000000000000000000:1F90, 127.0.0.1:8080, YES",
    "'', 0000000000000000FFFF00000100007F:1F90, 127.0.0.1:8080, YES",
    "'', 00000000000000000000000001000000:1F90, 127.0.0.1:8080, NO",
    "0100007F:1F90, '', [::1]:8080, NO",
    "0100007F:1F90, '', localhost:8080, YES",
    "0100007F:1F90, '', https://localhost:8080, YES",
    "0100007F:1F90, '', 127.0.0.2:8080, NO",
    "0100007F:1F91, '', 8080, NO",
    "0100007F:1F90, '', 198.51.100.7:8080, UNKNOWN",
    "0100007F:1F90, '', nas.lan:8080, UNKNOWN",
  })
  void serviceIsFoundWhereItListens(String tcp, String tcp6, String address, Listening expected)
      throws Exception {
    ListenTable table =
        table(
            OTHER + (tcp.isEmpty() ? "" : line(tcp, "0A")), tcp6.isEmpty() ? "" : line(tcp6, "0A"));

    assertThat(seen(table, address)).isEqualTo(expected);
  }

  @Test
  void connectionsOfThatPortDoNotListen() throws Exception {
    assertThat(seen(table(line("0100007F:1F90", "01") + OTHER, ""), "8080"))
        .isEqualTo(Listening.NO);
  }

  @Test
  void whereTheSystemDoesNotTellNothingIsKnown() throws Exception {
    SocketList none = new SocketList(directory.resolve("none"), 50);

    assertThat(seen(ListenTable.read(none, none, none), "8080")).isEqualTo(Listening.UNKNOWN);
    assertThat(seen(table("", ""), "8080")).as("an empty list").isEqualTo(Listening.UNKNOWN);
    assertThat(seen(table(OTHER.repeat(50), ""), "8080"))
        .as("a list that is too long")
        .isEqualTo(Listening.UNKNOWN);
    assertThat(seen(ListenTable.read(list("tcp", OTHER), none, none), "8080"))
        .as("no IPv6")
        .isEqualTo(Listening.NO);
  }

  @Test
  void unixSocketListensWhenItIsListedAndDoesNotWhenThereIsNone() throws Exception {
    Path socket = directory.resolve("a.sock");
    String listed = "0000000000000000: 00000002 00000000 00010000 0001 01 42 " + socket + "\n";
    SocketList none = new SocketList(directory.resolve("none"), 50);

    assertThat(seen(ListenTable.read(none, none, list("unix", "")), "unix:" + socket))
        .isEqualTo(Listening.NO);
    Files.createFile(socket);
    assertThat(seen(ListenTable.read(none, none, list("unix", "")), "unix:" + socket))
        .as("it may be another container's, or left over")
        .isEqualTo(Listening.UNKNOWN);
    assertThat(seen(ListenTable.read(none, none, list("unix", listed)), "unix:" + socket))
        .isEqualTo(Listening.YES);
  }
}
