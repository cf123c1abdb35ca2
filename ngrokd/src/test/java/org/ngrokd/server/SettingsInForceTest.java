package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.teams.TeamsOptions;

class SettingsInForceTest {
  @Test
  void secretsAreMaskedAndTheRestIsShown(@TempDir Path state) {
    TeamsOptions teams =
        new TeamsOptions(
            new TeamsOptions.Database(
                Optional.of("jdbc:postgresql://me:hush1@db/x?password=hush2&ssl=true"),
                "me",
                "hush3"),
            List.of(
                new TeamsOptions.Provider(
                    "main",
                    "Company",
                    URI.create("https://id.example"),
                    new TeamsOptions.Client("app", "hush4", TeamsOptions.Client.SCOPES),
                    TeamsOptions.Claims.DEFAULT,
                    TeamsOptions.Admission.EVERYBODY)),
            TeamsOptions.Accounts.DEFAULT);

    String shown =
        new String(
            Json.camel(SettingsInForce.of(TestServer.withTeams(state, "example.com", teams))),
            java.nio.charset.StandardCharsets.UTF_8);

    assertThat(shown)
        .doesNotContain("hush")
        .contains(
            "\"client.secret\",\"value\":\"•••\"",
            "\"password\",\"value\":\"•••\"",
            "jdbc:postgresql://me:•••@db/x?password=•••&ssl=true",
            "\"client.id\",\"value\":\"app\"",
            "\"visitors.perAddress\",\"value\":\"1000\"",
            "\"most.tokens\",\"value\":\"20\"");
  }
}
