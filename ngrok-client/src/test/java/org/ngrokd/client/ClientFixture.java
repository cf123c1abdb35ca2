package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldServer;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.streams.net.HostAndPort;

/** A client of ours and an old server that a test plays line by line. */
final class ClientFixture implements AutoCloseable {
  static final String CLIENT_ID = "0123456789abcdef0123456789abcdef";
  static final String TOKEN = "the-auth-token";
  static final String REQ_PROXY = "{\"Type\":\"ReqProxy\",\"Payload\":{}}";
  static final String PONG = "{\"Type\":\"Pong\",\"Payload\":{}}";

  final Heard heard = new Heard();
  private final TestCertificates certificates = TestCertificates.localhost();
  private final List<Runnable> clients = new ArrayList<>();
  private OldServer server;

  ClientFixture() throws IOException {
    server = OldServer.listen(certificates.serverContext(), TlsOptions.only("TLSv1.2"));
  }

  /** The server goes, with all its connections, and comes back on its port. */
  void restartServer() throws IOException {
    int port = server.address().getPort();
    server.close();
    server = OldServer.listen(port, certificates.serverContext(), TlsOptions.only("TLSv1.2"));
  }

  OldServer server() {
    return server;
  }

  HostAndPort serverAddress() {
    return new HostAndPort("127.0.0.1", server.address().getPort());
  }

  Fingerprint fingerprint() {
    return Fingerprint.of(certificates.certificate());
  }

  /** A client for these tunnels, which knows the server's fingerprint. */
  void begin(TunnelSpec... tunnels) {
    begin(Arrays.stream(tunnels).map(TunnelSpec::config).toArray(TunnelConfig[]::new));
  }

  void begin(TunnelConfig... tunnels) {
    RunningClient unused = begin(config(Comeback.PATIENT, tunnels));
  }

  /** A client's whole configuration. */
  ClientConfig config(Comeback comeback, TunnelConfig... tunnels) {
    return new ClientConfig(
        serverAddress(),
        TOKEN,
        new Trust.Pinned(fingerprint()),
        Optional.empty(),
        List.of(tunnels),
        true,
        InspectOptions.NONE,
        comeback);
  }

  RunningClient begin(ClientConfig config) {
    RunningClient client = RunningClient.begin(config, heard);
    clients.add(client::close);
    return client;
  }

  NgrokClient.Builder builder() {
    return NgrokClient.builder()
        .serverAddr(serverAddress().toString())
        .authToken(TOKEN)
        .serverFingerprint(fingerprint().toString())
        .events(heard);
  }

  /** {@code start()} on a thread of its own. */
  static FutureTask<NgrokClient> starting(NgrokClient.Builder builder) {
    FutureTask<NgrokClient> starting = new FutureTask<>(builder::start);
    LocalService.run("starting", starting);
    return starting;
  }

  /** The client, once it has started. */
  NgrokClient started(FutureTask<NgrokClient> starting)
      throws InterruptedException, ExecutionException, TimeoutException {
    NgrokClient client = starting.get(60, TimeUnit.SECONDS);
    clients.add(client::close);
    return client;
  }

  /** Why the client did not start. */
  static @Nullable String refusal(FutureTask<NgrokClient> starting)
      throws InterruptedException, TimeoutException {
    try {
      starting.get(60, TimeUnit.SECONDS).close();
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(NgrokException.class);
      return e.getCause() == null ? null : e.getCause().getMessage();
    }
    throw new AssertionError("expected start() to fail");
  }

  /** Takes the control connection and accepts its Auth. */
  ScriptedPeer control() throws IOException {
    ScriptedPeer control = server.nextConnection();
    assertThat(MessageText.type(control.expectJoinedMessage())).isEqualTo("Auth");
    control.sendSplit(authResp(CLIENT_ID));
    return control;
  }

  /** As {@link #control}, and opens the only tunnel under this URL. */
  ScriptedPeer controlWithTunnel(String url) throws IOException {
    ScriptedPeer control = control();
    String request = control.expectJoinedMessage();
    control.sendSplit(newTunnel(reqId(request), url));
    return control;
  }

  /** Asks for a proxy connection and takes it. */
  ScriptedPeer proxy(ScriptedPeer control) throws IOException {
    control.sendSplit(REQ_PROXY);
    ScriptedPeer proxy = server.nextConnection();
    assertThat(proxy.expectJoinedMessage())
        .isEqualTo("{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"" + CLIENT_ID + "\"}}");
    return proxy;
  }

  static String authResp(String clientId) {
    return """
    {"Type":"AuthResp","Payload":{"Version":"2","MmVersion":"1.7","ClientId":"%s","Error":""}}\
    """
        .formatted(clientId);
  }

  /** The ReqId of a ReqTunnel. */
  static String reqId(String request) {
    return MessageText.field(request, "ReqId");
  }

  /** A success; the protocol is the URL's scheme. */
  static String newTunnel(String reqId, String url) {
    return """
    {"Type":"NewTunnel","Payload":{"ReqId":"%s","Url":"%s","Protocol":"%s","Error":""}}\
    """
        .formatted(reqId, url, url.substring(0, url.indexOf(':')));
  }

  static String newTunnelError(String reqId, String error) {
    return """
    {"Type":"NewTunnel","Payload":{"ReqId":"%s","Url":"","Protocol":"","Error":"%s"}}\
    """
        .formatted(reqId, error);
  }

  static String startProxy(String url) {
    return startProxy(url, "198.51.100.7:40000");
  }

  static String startProxy(String url, String clientAddr) {
    return """
    {"Type":"StartProxy","Payload":{"Url":"%s","ClientAddr":"%s"}}\
    """
        .formatted(url, clientAddr);
  }

  @Override
  public void close() throws IOException {
    clients.forEach(Runnable::run);
    server.close();
  }
}
