package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** Both programs, and SSH between them: {@code ngrok init}, then {@code ngrok http}. */
class PgrokProgramIT {
  private final Programs programs = new Programs();
  private final LocalService web =
      LocalService.with(
          connection -> {
            String head = LocalService.head(connection.getInputStream());
            connection
                .getOutputStream()
                .write(
                    ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + head.substring(0, 8))
                        .getBytes(StandardCharsets.US_ASCII));
          });

  PgrokProgramIT() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    programs.close();
    web.close();
  }

  @Test
  void tunnelThatInitHasWrittenIsOpenedBySsh() throws Exception {
    Program server = programs.server("-sshAddr", "127.0.0.1:0");
    int port = Integer.parseInt(server.await("Listening for clients by ssh on 127.0.0.1:([0-9]+)"));
    Program init =
        programs.run(
            "target/ngrok.jar",
            List.of(
                "init",
                "--remote-addr",
                "127.0.0.1:" + port,
                "--forward-addr",
                web.address(),
                "--token",
                "any"));
    assertThat(init.exitCode()).as(init.text()).isZero();
    assertThat(Files.readString(programs.file(".config/pgrok/pgrok.yml")))
        .contains("remote_addr: \"127.0.0.1:" + port + "\"");

    Program client = programs.run("target/ngrok.jar", List.of("http"));

    String host = client.await("You're ready to go live at http://([^:/]*)(:[0-9]+)?!");
    try (Visitor visitor = Visitor.connect(Programs.port(server, "public http"))) {
      assertThat(visitor.send("GET /abc HTTP/1.1\r\nHost: " + host + "\r\n\r\n").readToEnd())
          .endsWith("\r\n\r\nGET /abc");
    }
    assertThat(client.text()).contains("its host key ssh-ed25519 SHA256:");
    assertThat(client.terminate()).isZero();
  }
}
