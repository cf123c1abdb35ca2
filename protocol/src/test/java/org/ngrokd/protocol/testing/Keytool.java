package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** Makes a key and its self-signed certificate with the JDK's own program. Takes about 0.5 s. */
final class Keytool {

  static final String ALIAS = "test";
  static final String PASSWORD = "changeit";

  private Keytool() {}

  /** {@code names} in the form of keytool's {@code san=}: {@code dns:localhost,ip:127.0.0.1}. */
  static KeyStore generate(String names) throws IOException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("ngrokd-test");
    Path file = directory.resolve("keys.p12");
    try {
      run(names, file);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return keys;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static void run(String names, Path file) throws IOException {
    Process process = new ProcessBuilder(command(names, file)).redirectErrorStream(true).start();
    // So that it fails rather than waits if it should ever ask a question.
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while keytool ran");
    }
  }

  private static List<String> command(String names, Path file) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", ALIAS, "-dname", "CN=ngrokd test"));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-ext", "san=" + names, "-validity", "2"));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", file.toString()));
    return command;
  }
}
