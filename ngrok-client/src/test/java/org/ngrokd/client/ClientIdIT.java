package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** A client that was restarted is the same one to its server. */
class ClientIdIT {
  private final ClientFixture fixture = new ClientFixture();

  @TempDir Path directory;

  ClientIdIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private RunningClient begin() {
    ClientConfig config =
        fixture.config(
            new Comeback(Comeback.Patience.ENDLESS, Optional.of(directory.resolve("s/client"))),
            TunnelSpec.tcp("22").config());
    return fixture.begin(config);
  }

  /** The id that the next client presents; it is given this one. */
  private String nextId(String given) throws IOException {
    ScriptedPeer control = fixture.server().nextConnection();
    String presented = MessageText.field(control.expectJoinedMessage(), "ClientId");
    control.sendSplit(ClientFixture.authResp(given));
    control.sendSplit(
        ClientFixture.newTunnel(
            ClientFixture.reqId(control.expectJoinedMessage()), "tcp://a.example:1"));
    return presented;
  }

  @Test
  void restartPresentsTheIdOfTheLifeBefore() throws Exception {
    RunningClient first = begin();
    assertThat(nextId("id-one")).isEmpty();
    fixture.heard.await("all open");
    first.close();

    RunningClient unused = begin();

    assertThat(nextId("id-one")).isEqualTo("id-one");
  }

  @Test
  void secondClientBesideItHasAnIdOfItsOwn() throws Exception {
    RunningClient first = begin();
    assertThat(nextId("id-one")).isEmpty();
    fixture.heard.await("all open");

    RunningClient second = begin();

    assertThat(nextId("id-two")).isEmpty();
    fixture.heard.await("all open");
    second.close();
    first.close();
    RunningClient unused = begin();
    assertThat(nextId("id-one")).isEqualTo("id-one");
  }

  @Test
  void clientThatIsThrownOutAgainAndAgainPresentsNoIdAnyMore() throws Exception {
    RunningClient unused = begin();
    assertThat(nextId("id-one")).isEmpty();
    for (int i = 0; i < 3; i++) {
      fixture.heard.await("all open");
      fixture.restartServer();
      assertThat(nextId("id-one")).isEqualTo("id-one");
    }
    fixture.heard.await("all open");
    fixture.restartServer();

    assertThat(nextId("id-two")).isEmpty();
  }

  @Test
  void fileIsForItsOwnerOnly() throws Exception {
    RunningClient first = begin();
    assertThat(nextId("id-one")).isEmpty();
    fixture.heard.await("all open");
    first.close();

    Path file = directory.resolve("s/client.1");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(directory.resolve("s")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(file).hasContent("id-one");
  }

  @Test
  void idThatWasHalfWrittenIsNone() throws Exception {
    Files.createDirectories(directory.resolve("s"));
    Files.write(directory.resolve("s/client.1"), new byte[] {0, 0, 0});

    RunningClient unused = begin();

    assertThat(nextId("id-one")).isEmpty();
  }
}
