package org.ngrokd.server.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.kit.json.Json;
import org.ngrokd.protocol.testing.TestCertificates;

/** Certificates of an etcd, and its users: root, and one who may have the keys of ngrokd. */
final class EtcdSecurity {
  static final String USER = "ngrokd";
  static final String PASSWORD = "correct-horse";

  private EtcdSecurity() {}

  static void writeCertificates(Path directory) throws IOException {
    CertificateAuthority authority =
        CertificateAuthority.create("etcd", KeyKind.ECDSA_P256, Clock.systemUTC().instant());
    Identity server =
        authority.issueServer("127.0.0.1", KeyKind.ECDSA_P256, Clock.systemUTC().instant());
    PemFiles.writeCertificates(ca(directory), List.of(authority.certificate()));
    PemFiles.writeCertificates(directory.resolve("etcd.pem"), server.chain());
    PemFiles.writePrivateKey(directory.resolve("etcd-key.pem"), server.key());
  }

  static Path ca(Path directory) {
    return directory.resolve("ca.pem");
  }

  static List<String> flags(Path directory) {
    return List.of(
        "--cert-file",
        directory.resolve("etcd.pem").toString(),
        "--key-file",
        directory.resolve("etcd-key.pem").toString());
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on whoever asks has to be somebody. */
  static void enable(int port) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(TestCertificates.trustAllContext())
            .build();
    ask(client, port, "auth/user/add", Map.of("name", "root", "password", "root"));
    ask(client, port, "auth/role/add", Map.of("name", "root"));
    ask(client, port, "auth/user/grant", Map.of("user", "root", "role", "root"));
    ask(client, port, "auth/user/add", Map.of("name", USER, "password", PASSWORD));
    ask(client, port, "auth/role/add", Map.of("name", "servers"));
    Map<String, Object> permission =
        Map.of(
            "permType", "READWRITE", "key", encoded("/ngrokd/"), "range_end", encoded("/ngrokd0"));
    ask(client, port, "auth/role/grant", Map.of("name", "servers", "perm", permission));
    ask(client, port, "auth/user/grant", Map.of("user", USER, "role", "servers"));
    ask(client, port, "auth/enable", Map.of());
  }

  private static void ask(HttpClient client, int port, String path, Map<String, Object> body) {
    Awaitility.await(path)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              HttpResponse<String> answer =
                  client.send(
                      HttpRequest.newBuilder(
                              URI.create("https://127.0.0.1:" + port + "/v3/" + path))
                          .POST(HttpRequest.BodyPublishers.ofByteArray(Json.camel(body)))
                          .build(),
                      HttpResponse.BodyHandlers.ofString());
              return answer.statusCode() == 200 || answer.body().contains("already exist");
            });
  }
}
