package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.HeaderRules;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.HttpRules;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.ProgramKeys;
import org.ngrokd.client.config.ProxyProtocol;
import org.ngrokd.client.config.ServerEdits;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.client.config.VisitorRules;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.log.LogFormat;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ClientFlagsTest {
  private static final String PIN = "sha256:" + "ab".repeat(32);

  /** What every file has to say. */
  private static final ConfigFile SERVER_ONLY =
      new ConfigFile(
          Optional.of(new HostAndPort("example.com", 4443)),
          ConfigFile.EMPTY.authToken(),
          ConfigFile.EMPTY.httpProxy(),
          ConfigFile.EMPTY.trust(),
          ConfigFile.EMPTY.tunnels(),
          ConfigFile.EMPTY.inspect());

  @TempDir Path directory;

  /** Only the flags, without what the program does. */
  @Command
  private static final class Holder {
    @Mixin final ClientFlags flags = new ClientFlags();
  }

  private static ClientFlags parsed(String... arguments) {
    Holder holder = new Holder();
    assertThat(GoFlags.commandLine(holder).parseArgs(arguments)).isNotNull();
    return holder.flags;
  }

  private ConfigFile file(String text) throws IOException {
    return ConfigFile.read(
        Files.writeString(
            directory.resolve("ngrok.cfg"), "server_addr: example.com:4443\n" + text));
  }

  private static ClientConfig config(ClientFlags flags, ConfigFile file) {
    return flags.config(file, List.of(), Map.of());
  }

  @Test
  void defaults() {
    ClientFlags flags = parsed();
    ClientConfig config = config(flags, SERVER_ONLY);

    assertThat(flags.configPath(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".ngrok"));
    assertThat(flags.log(ProgramKeys.NONE, LogFormat.TEXT).target()).isEqualTo(LogOptions.NONE);
    assertThat(flags.log(ProgramKeys.NONE, LogFormat.TEXT).level()).isEqualTo(Level.INFO);
    assertThat(config.server()).hasToString("example.com:4443");
    assertThat(config.authToken()).isEmpty();
    assertThat(config.trust()).isEqualTo(new Trust.HostRoots());
    assertThat(config.httpProxy()).isEmpty();
    assertThat(flags.tunnel("8080", Optional.empty()))
        .isEqualTo(
            new TunnelConfig(
                "default",
                Map.of("http", LocalAddress.parse("8080"), "https", LocalAddress.parse("8080")),
                "",
                "",
                TunnelConfig.Options.NONE.withOptionalHttps()));
    assertThat(config.comeback().patience()).isEqualTo(Comeback.Patience.ENDLESS);
    assertThat(flags.tunnel("8080", Optional.empty()).services().keySet())
        .containsExactly("http", "https");
  }

  @Test
  void publicPortOfATcpTunnelIsAskedFor() {
    for (String name : List.of("-remotePort", "--remotePort", "-remote-port", "--remote-port")) {
      assertThat(
              parsed("-proto=tcp", name, "2222")
                  .tunnel("22", Optional.empty())
                  .options()
                  .remotePort())
          .isEqualTo(2222);
    }
    assertThatThrownBy(() -> parsed("-remotePort=2222").tunnel("22", Optional.empty()))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(
            () -> parsed("-proto=tcp", "-remotePort=70000").tunnel("22", Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("0 to 65535");
  }

  @Test
  void everyFlagSet() {
    ClientFlags flags =
        parsed(
            "-config=/etc/ngrok.cfg",
            "-log=stdout",
            "--log-level=debug",
            "-log-format",
            "json",
            "-authtoken=token",
            "--httpauth",
            "user:password",
            "-subdomain=shop",
            "-hostname=nas.example.com",
            "-proto=tcp+http",
            "-root-cas=/etc/ca.pem");
    TunnelConfig tunnel = flags.tunnel("nas.lan:80", Optional.empty());

    assertThat(flags.configPath(Map.of())).isEqualTo(Path.of("/etc/ngrok.cfg"));
    assertThat(flags.log(ProgramKeys.NONE, LogFormat.TEXT).target()).isEqualTo("stdout");
    assertThat(flags.log(ProgramKeys.NONE, LogFormat.TEXT).level()).isEqualTo(Level.DEBUG);
    assertThat(config(flags, SERVER_ONLY).authToken()).isEqualTo("token");
    assertThat(config(flags, SERVER_ONLY).trust())
        .isEqualTo(new Trust.RootCas(Path.of("/etc/ca.pem")));
    assertThat(tunnel.options().httpAuth()).isEqualTo("user:password");
    assertThat(tunnel.subdomain()).isEqualTo("shop");
    assertThat(tunnel.hostname()).isEqualTo("nas.example.com");
    assertThat(tunnel.services().keySet()).containsExactly("tcp", "http");
    assertThat(tunnel.services().get("tcp")).hasToString("nas.lan:80");
  }

  @Test
  void httpsThatIsAskedForByNameIsWanted() {
    assertThat(
            parsed("-proto=http+https")
                .tunnel("8080", Optional.empty())
                .options()
                .isHttpsOptional())
        .isFalse();
  }

  @Test
  void scriptsMayFailAtOnce() {
    assertThat(config(parsed("-retry=false"), SERVER_ONLY).comeback().patience())
        .isEqualTo(Comeback.Patience.NONE);
  }

  @Test
  void clientIdHasAFileForEachServerAndConfig() throws IOException {
    Map<String, String> environment = Map.of("XDG_STATE_HOME", directory.toString());
    Path one = idFile(parsed("-config=/a"), SERVER_ONLY, environment);
    Path other = idFile(parsed("-config=/b"), SERVER_ONLY, environment);
    ConfigFile elsewhere =
        ConfigFile.read(Files.writeString(directory.resolve("c"), "server_addr: b.example:1"));

    assertThat(one.getParent()).isEqualTo(directory.resolve("ngrok"));
    assertThat(other).isNotEqualTo(one);
    assertThat(idFile(parsed("-config=/a"), elsewhere, environment)).isNotEqualTo(one);
    assertThat(idFile(parsed("-config=/a"), SERVER_ONLY, environment)).isEqualTo(one);
    assertThat(idFile(parsed("-config=/a"), SERVER_ONLY, Map.of("HOME", "/home/me")).getParent())
        .isEqualTo(Path.of("/home/me/.local/state/ngrok"));
  }

  private static Path idFile(ClientFlags flags, ConfigFile file, Map<String, String> environment) {
    return flags.config(file, List.of(), environment).comeback().idFile().orElseThrow();
  }

  @Test
  void missingServerIsToldWithTheFile() {
    assertThatThrownBy(() -> config(parsed("-config=/etc/n.cfg"), ConfigFile.EMPTY))
        .hasMessageStartingWith("server_addr is missing in /etc/n.cfg: ");
  }

  @Test
  void tokenOfTheFlagGoesBeforeTheFiles() throws IOException {
    ConfigFile file = file("auth_token: from-file\n");

    assertThat(config(parsed(), file).authToken()).isEqualTo("from-file");
    assertThat(config(parsed("-authtoken=flag"), file).authToken()).isEqualTo("flag");
  }

  @Test
  void onlyANewTokenIsKept() throws IOException {
    ConfigFile file = file("auth_token: known\n");

    assertThat(parsed().tokenToKeep(file)).isEmpty();
    assertThat(parsed("-authtoken=known").tokenToKeep(file)).isEmpty();
    assertThat(parsed("-authtoken=new").tokenToKeep(file)).contains("new");
  }

  @Test
  void proxyOfTheFileGoesBeforeTheEnvironments() throws IOException {
    Map<String, String> environment = Map.of("http_proxy", "http://env.example:1");

    assertThat(parsed().config(SERVER_ONLY, List.of(), environment).httpProxy())
        .hasValueSatisfying(proxy -> assertThat(proxy.address()).hasToString("env.example:1"));
    assertThat(
            parsed()
                .config(file("http_proxy: file.example:2\n"), List.of(), environment)
                .httpProxy())
        .hasValueSatisfying(proxy -> assertThat(proxy.address()).hasToString("file.example:2"));
    assertThat(parsed().config(SERVER_ONLY, List.of(), Map.of("http_proxy", "")).httpProxy())
        .isEmpty();
  }

  @Test
  void narrowestTrustWins() throws IOException {
    ConfigFile all =
        file("trust_host_root_certs: true\nroot_cas: ca.pem\nserver_fingerprint: " + PIN + "\n");
    ConfigFile cas = file("trust_host_root_certs: false\nroot_cas: ca.pem\n");

    assertThat(config(parsed(), all).trust()).isEqualTo(new Trust.Pinned(Fingerprint.parse(PIN)));
    assertThat(config(parsed("-root-cas=x.pem"), all).trust())
        .isEqualTo(new Trust.RootCas(Path.of("x.pem")));
    assertThat(config(parsed(), cas).trust())
        .isEqualTo(new Trust.RootCas(directory.resolve("ca.pem")));
    assertThat(config(parsed(), file("trust_host_root_certs: true\n")).trust())
        .isEqualTo(new Trust.HostRoots());
  }

  @Test
  void flagsOfTheTunnel() {
    TunnelConfig tunnel =
        parsed(
                "-hostHeader=rewrite",
                "-forwardedHeaders=false",
                "-rewriteDestination=false",
                "-requestHeader=X-A: b: c",
                "-requestHeader",
                "X-B:",
                "-removeRequestHeader=Cookie",
                "-responseHeader=X-C: d",
                "-removeResponseHeader=Server",
                "-allowCidrs=10.0.0.0/8,2001:db8::/32",
                "-denyCidrs=10.1.1.1",
                "-maxConnections=20",
                "-redirectToHttps",
                "-errorPage=down.html",
                "-proxyProtocol=v1",
                "-verifyUpstream=false",
                "-proto=http+tls")
            .tunnel("8443", Optional.empty());

    assertThat(tunnel.services().keySet()).containsExactly("http", "tls");
    assertThat(tunnel.options())
        .isEqualTo(
            new TunnelConfig.Options(
                "",
                0,
                new VisitorRules(
                    List.of("10.0.0.0/8", "2001:db8::/32"), List.of("10.1.1.1"), 20, true),
                new Upstream(ProxyProtocol.V1, new VerifyUpstream.Never()),
                new HttpRules(
                    new HostHeader("rewrite"),
                    new HeaderRules(Map.of("X-A", "b: c", "X-B", ""), List.of("Cookie")),
                    new HeaderRules(Map.of("X-C", "d"), List.of("Server")),
                    new HttpRules.Errors(Optional.of(Path.of("down.html")), false),
                    true,
                    new ServerEdits(false, false))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-hostHeader=a b",
        "-requestHeader=nothing",
        "-requestHeader=Content-Length: 3",
        "-removeResponseHeader=Connection",
        "-allowCidrs=10.0.0.0/33",
        "-denyCidrs=here",
        "-maxConnections=-1",
        "-proxyProtocol=v3"
      })
  void wrongFlagOfTheTunnelIsWrongUsage(String flag) {
    assertThatThrownBy(() -> parsed(flag).tunnel("8080", Optional.empty()))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void debugErrorsIsForAllTunnels() throws IOException {
    ConfigFile file = file("tunnels: {web: {proto: {http: 80}}}");
    ClientFlags flags = parsed("-debugErrors");

    ClientConfig config = flags.config(file, List.copyOf(file.tunnels().values()), Map.of());

    assertThat(config.tunnels()).allMatch(tunnel -> tunnel.options().http().errors().areDetailed());
  }
}
