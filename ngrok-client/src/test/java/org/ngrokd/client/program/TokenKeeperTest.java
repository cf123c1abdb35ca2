package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.Heard;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.session.Route;

class TokenKeeperTest {
  private static final Route ROUTE =
      new Route("www", "http", "http://www.example.com", LocalAddress.parse("8080"));

  private final Heard heard = new Heard();

  @TempDir Path directory;

  private Path file() {
    return directory.resolve(".ngrok");
  }

  @Test
  void acceptedTokenIsWritten() {
    TokenKeeper keeper = new TokenKeeper(file(), Optional.of("token"), heard);

    keeper.connecting();
    assertThat(file()).doesNotExist();
    keeper.online("1.7");

    assertThat(file()).hasContent("auth_token: \"token\"\n");
  }

  @Test
  void tokenIsWrittenOnce() throws IOException {
    TokenKeeper keeper = new TokenKeeper(file(), Optional.of("token"), heard);
    keeper.online("1.7");

    Files.writeString(file(), "auth_token: changed-by-hand\n");
    keeper.online("1.7");

    assertThat(file()).hasContent("auth_token: changed-by-hand\n");
  }

  @Test
  void refusedTokenIsNotWritten() {
    TokenKeeper keeper = new TokenKeeper(file(), Optional.of("token"), heard);

    keeper.refused("Failed to authenticate to server: bad token");

    assertThat(file()).doesNotExist();
  }

  @Test
  void nothingToKeepWritesNothing() {
    new TokenKeeper(file(), Optional.empty(), heard).online("1.7");

    assertThat(file()).doesNotExist();
  }

  @Test
  void everythingIsPassedOnEvenWhenTheFileCannotBeWritten() throws Exception {
    TokenKeeper keeper =
        new TokenKeeper(directory.resolve("no/.ngrok"), Optional.of("token"), heard);

    keeper.online("1.7");
    keeper.opened(ROUTE);
    keeper.allOpen();
    keeper.waiting("why", Duration.ofSeconds(1));
    keeper.refused("no");

    heard.await("online 1.7");
    heard.await("opened http://www.example.com");
    heard.await("all open");
    heard.await("waiting why");
    heard.await("refused no");
  }
}
