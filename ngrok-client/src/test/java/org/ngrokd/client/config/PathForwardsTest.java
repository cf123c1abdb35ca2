package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.config.ConfigException;

class PathForwardsTest {
  private static final Path FILE = Path.of("/home/me/.ngrok");

  private static PathForwards of(String... texts) {
    return new PathForwards(Stream.of(texts).map(PathForward::parse).toList());
  }

  private static String found(PathForwards paths, String path) {
    return paths.find(path).map(each -> each.address().toString()).orElse("none");
  }

  @Test
  void longestPrefixOfWholeSegmentsWins() {
    PathForwards paths = of("/a=1", "/a/b=2", "/a/b/c=3", "/apart=4");

    assertThat(found(paths, "/a")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/a/")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/a/x")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/a/b")).isEqualTo("127.0.0.1:2");
    assertThat(found(paths, "/a/bc")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/a/b/c/d")).isEqualTo("127.0.0.1:3");
    assertThat(found(paths, "/apart")).isEqualTo("127.0.0.1:4");
    assertThat(found(paths, "/ap")).isEqualTo("none");
    assertThat(found(paths, "/")).isEqualTo("none");
    assertThat(found(paths, "/A")).isEqualTo("none");
  }

  @Test
  void rootTakesWhatNoOtherDoes() {
    PathForwards paths = of("/=1", "/api=2");

    assertThat(found(paths, "/")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/apis")).isEqualTo("127.0.0.1:1");
    assertThat(found(paths, "/api")).isEqualTo("127.0.0.1:2");
  }

  @Test
  void strippedPathKeepsAtLeastItsRoot() {
    PathForward forward = PathForward.parse("/api/v1/=8080,strip");

    assertThat(forward.prefix()).isEqualTo("/api/v1");
    assertThat(forward.sent("/api/v1/users")).isEqualTo("/users");
    assertThat(forward.sent("/api/v1/")).isEqualTo("/");
    assertThat(forward.sent("/api/v1")).isEqualTo("/");
    assertThat(PathForward.parse("/api=8080").sent("/api/users")).isEqualTo("/api/users");
  }

  @Test
  void linesOfPgrokAreRead() {
    PathForwards paths =
        PathForwards.ofLines("\n  /api localhost:8080 \r\n/hook/\thttp://nas.lan:1\n\n");

    assertThat(paths.all().stream().map(PathForward::toString))
        .containsExactly("/hook -> nas.lan:1", "/api -> localhost:8080");
    assertThatThrownBy(() -> PathForwards.ofLines("/api"))
        .hasMessage("'/api' is no forward; expected a path and an address, as /api localhost:8080");
  }

  @Test
  void whatIsNoPathIsRefused() {
    for (String wrong :
        List.of("api=1", "/a?b=1", "/a b=1", "/a#=1", "//a=1", "/ä=1", "=1", "/a")) {
      assertThatThrownBy(() -> PathForward.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> of("/a=1", "/b=2", "/a/=3"))
        .hasMessage("the path '/a' is there twice");
    assertThatThrownBy(() -> PathForward.parse("/a=0"))
        .hasMessage("Path '/a': port 0 is no service");
  }

  @Test
  void pathsOfATunnelAreReadFromTheFile() {
    ConfigFile file =
        ConfigFile.parse(
            FILE,
            """
            tunnels:
              web:
                proto: {http: 3000}
                paths:
                  /api: 8080
                  /old: {addr: "nas.lan:80", strip: true}
            """);

    TunnelConfig web = file.tunnels().values().iterator().next();
    assertThat(web.options().upstream().paths())
        .isEqualTo(of("/api=8080", "/old=nas.lan:80,strip"));
    assertThat(web.locals().stream().map(LocalAddress::toString))
        .containsExactly("127.0.0.1:3000", "127.0.0.1:8080", "nas.lan:80");
  }

  @Test
  void wrongPathsAreToldWithTheirLines() {
    assertThatThrownBy(
            () ->
                ConfigFile.parse(
                    FILE,
                    """
                    tunnels:
                      web:
                        proto: {http: 3000}
                        paths:
                          api: 8080
                          /a: {addr: 1, stripp: true}
                          /b:
                          /a/: 2
                      ssh:
                        proto: {tcp: 22}
                        paths: {/a: 1}
                    """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(FILE + ":5: Path 'api'")
        .hasMessageContaining(FILE + ":6: unknown key 'stripp'")
        .hasMessageContaining(FILE + ":7: the path /b has no local address")
        .hasMessageContaining(FILE + ":8: the path '/a' is there twice")
        .hasMessageContaining("paths works for http and https only");
  }
}
