package org.ngrokd.server.acme.ca;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.acme.options.AcmeOptions;

/** A CA's https server that answers what it is told to, where Pebble does not go. */
final class ScriptedAcme implements AutoCloseable {
  private final HttpsServer server;
  private final Path trusted;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger nonces = new AtomicInteger();

  /** The paths that were asked for. */
  final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /**
   * An answer.
   *
   * @param headers besides Content-Type and a nonce
   */
  record Answer(int status, String type, Map<String, String> headers, String body) {
    static Answer json(int status, String body) {
      return new Answer(status, "application/json", Map.of(), body);
    }

    static Answer problem(int status, String type, Map<String, String> headers) {
      return new Answer(
          status,
          "application/problem+json",
          headers,
          "{\"type\":\"urn:ietf:params:acme:error:%s\",\"detail\":\"no\",\"status\":%d}"
              .formatted(type, status));
    }

    Answer with(String header, String value) {
      return new Answer(status, type, Map.of(header, value), body);
    }
  }

  private ScriptedAcme(HttpsServer server, Path trusted) {
    this.server = server;
    this.trusted = trusted;
  }

  /**
   * Starts one that has accounts and nothing else.
   *
   * @param directory where the certificate goes by which it is trusted
   */
  static ScriptedAcme start(Path directory) throws IOException {
    TestCertificates own = TestCertificates.localhost();
    Path trusted = directory.resolve("scripted.pem");
    PemFiles.writeCertificates(trusted, List.of(own.certificate()));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(own.serverContext()));
    ScriptedAcme scripted = new ScriptedAcme(server, trusted);
    scripted.answer(
        "/dir",
        Answer.json(
            200,
            """
            {"newNonce": "BASE/nonce", "newAccount": "BASE/account", "newOrder": "BASE/order",
             "revokeCert": "BASE/revoke", "renewalInfo": "BASE/renewal"}
            """
                .replace("BASE", scripted.base())));
    scripted.answer("/nonce", Answer.json(200, ""));
    scripted.answer(
        "/account",
        Answer.json(201, "{\"status\":\"valid\"}").with("Location", scripted.base() + "/me"));
    server.createContext("/", scripted::serve);
    server.start();
    return scripted;
  }

  /** From now on what begins with this path is answered so. */
  void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  private String base() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    exchange.getRequestBody().readAllBytes();
    Answer answer =
        answers.entrySet().stream()
            .filter(each -> path.startsWith(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(Answer.json(404, "{}"));
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + nonces.incrementAndGet());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  /** Who asks it. */
  AcmeOptions.Issuer issuer() {
    return new AcmeOptions.Issuer(
        URI.create(base() + "/dir"), Optional.empty(), Optional.of(trusted), Optional.empty());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
