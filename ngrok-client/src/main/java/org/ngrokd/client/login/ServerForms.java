package org.ngrokd.client.login;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.trust.ServerTrust;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.Localhost;

/**
 * Sends forms to the server's dashboard, trusting the certificates that tunnels trust, and reads
 * the JSON that comes back. Blocks. Confined to one thread.
 */
final class ServerForms {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Answers have some hundred bytes. */
  private static final int MOST = 64 * 1024;

  private final Dashboard dashboard;
  private final HttpClient client;

  /**
   * An answer.
   *
   * @param json empty where it is none: it is not our server that answers, or not one with accounts
   */
  record Answer(int status, Optional<JsonValue> json) {
    String text(String name) {
      return json.flatMap(value -> value.get(name).text()).orElse("");
    }

    long number(String name, long otherwise) {
      return json.flatMap(value -> value.get(name).number()).orElse(otherwise);
    }
  }

  ServerForms(
      Dashboard dashboard,
      Trust trust,
      Optional<HttpProxy> proxy,
      Map<String, String> environment) {
    this.dashboard = dashboard;
    if (isRenamed()) {
      System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }
    HttpClient.Builder building =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .sslContext(context(ServerTrust.in(dashboard.server(), trust, environment)));
    if (!isHere()) {
      refuseSocks(proxy);
      proxy.ifPresent(
          each ->
              building.proxy(
                  ProxySelector.of(
                      new InetSocketAddress(each.address().host(), each.address().port()))));
    }
    this.client = building.build();
  }

  /** The JDK's client would take it for one that speaks HTTP. */
  private static void refuseSocks(Optional<HttpProxy> proxy) {
    if (proxy.filter(each -> each.kind() == HttpProxy.Kind.SOCKS5).isPresent()) {
      throw new UserException(
          "Signing in does not go through a SOCKS5 proxy: make a token on the server's dashboard"
              + " and give it to ngrok authtoken");
    }
  }

  private boolean isHere() {
    return Localhost.isName(dashboard.url().getHost());
  }

  /** Browsers know that names below localhost are of this host; not every system does. */
  private boolean isRenamed() {
    return isHere() && dashboard.url().getHost().contains(".");
  }

  private static SSLContext context(ServerTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /**
   * Sends a form.
   *
   * @throws UserException when the server is not to be trusted
   * @throws IOException when it cannot be reached
   */
  Answer post(String path, Map<String, String> fields) throws IOException, InterruptedException {
    String form =
        fields.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (isRenamed()) {
      request.header("Host", dashboard.url().getRawAuthority());
    }
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return new Answer(response.statusCode(), read(body.readNBytes(MOST)));
      }
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private URI address(String path) {
    URI url = dashboard.url();
    int port = dashboard.server().port();
    return isRenamed()
        ? URI.create(url.getScheme() + "://127.0.0.1:" + port + path)
        : url.resolve(path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<JsonValue> read(byte[] body) {
    try {
      return Optional.of(Json.read(body)).filter(JsonValue::isObject);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private IOException explained(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedServerException untrusted) {
        throw new UserException(String.valueOf(untrusted.getMessage()));
      }
    }
    return new IOException(
        dashboard.url() + " cannot be reached: " + Failures.oneLine(failure), failure);
  }
}
