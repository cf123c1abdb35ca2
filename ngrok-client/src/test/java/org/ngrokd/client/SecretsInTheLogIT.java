package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.slf4j.LoggerFactory;

/** Nothing that opens a door stands in the log, at its loudest. */
class SecretsInTheLogIT {
  private static final String URL = "http://shop.example";

  private final ClientFixture fixture = new ClientFixture();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(
              event.getKeyValuePairs()
                  + " "
                  + event.getFormattedMessage()
                  + ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
      };

  SecretsInTheLogIT() throws IOException {}

  @BeforeEach
  void listen() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    root.setLevel(Level.INFO);
    root.getLoggerContext().getLogger("org.ngrokd").setLevel(Level.TRACE);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    root.detachAppender(appender);
    root.setLevel(Level.OFF);
    root.getLoggerContext().getLogger("org.ngrokd").setLevel(null);
  }

  @Test
  void wholeLifeOfAClientShowsNone() throws Exception {
    try (ConnectProxy proxy = ConnectProxy.to(fixture.server().address());
        LocalService echo = LocalService.echo()) {
      fixture.begin(config(proxy, echo));
      ScriptedPeer control = fixture.controlWithTunnel(URL);
      ScriptedPeer visited = fixture.proxy(control);
      visited.sendSplit(ClientFixture.startProxy(URL));
      visited.socket().writeRecord("Authorization: Basic visitors-secret");
      visited.expectStream("Authorization: Basic visitors-secret");
      visited.socket().sendCloseNotify();
      visited.expectClosed();
      fixture.proxy(control).sendSplit(ClientFixture.startProxy("http://unknown.example"));
      control.sendSplit("{\"Type\":\"NewTunnel\",\"Payload\":\"" + ClientFixture.TOKEN + "\"}");
      fixture.heard.await("waiting ");
      ScriptedPeer again = fixture.server().nextConnection();
      assertThat(MessageText.field(again.expectJoinedMessage(), "ClientId"))
          .isEqualTo(ClientFixture.CLIENT_ID);
      again.sendSplit(ClientFixture.REQ_PROXY);
      again.close();
      fixture.heard.await("waiting ");
    }
    fixture.close();

    assertThat(lines).anyMatch(line -> line.contains("Tunnel established at " + URL));
    assertThat(lines).anyMatch(line -> line.contains("client id 01234567…"));
    assertThat(lines)
        .noneMatch(line -> line.contains(ClientFixture.TOKEN))
        .noneMatch(line -> line.contains(ClientFixture.CLIENT_ID))
        .noneMatch(line -> line.contains("http-password"))
        .noneMatch(line -> line.contains("proxy-password"))
        .noneMatch(line -> line.contains("visitors-secret"));
  }

  private ClientConfig config(ConnectProxy proxy, LocalService local) {
    return new ClientConfig(
        fixture.serverAddress(),
        ClientFixture.TOKEN,
        new Trust.Pinned(fixture.fingerprint()),
        Optional.of(HttpProxy.parse("http://alice:proxy-password@127.0.0.1:" + proxy.port())),
        List.of(TunnelSpec.http(local.address()).auth("user:http-password").config()));
  }
}
