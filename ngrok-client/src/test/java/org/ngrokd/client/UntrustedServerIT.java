package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.OldServer;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;

/** Servers whose certificate is not accepted. */
class UntrustedServerIT {
  private final TestCertificates other =
      TestCertificates.forNames("dns:tunnel.example,dns:*.tunnel.example");
  private final OldServer server = OldServer.listen(other.serverContext(), TlsOptions.DEFAULT);

  @TempDir Path directory;

  UntrustedServerIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private NgrokClient.Builder builder() {
    return NgrokClient.builder()
        .serverAddr("127.0.0.1:" + server.address().getPort())
        .tunnel(TunnelSpec.http("8080"));
  }

  private Path pem(TestCertificates certificates) {
    Path file = directory.resolve("ca.pem");
    PemFiles.writeCertificates(file, List.of(certificates.certificate()));
    return file;
  }

  @Test
  void certificateForAnotherNameListsItsNamesAndTheOneAskedFor() throws Exception {
    FutureTask<NgrokClient> starting = ClientFixture.starting(builder().rootCas(pem(other)));

    server.expectFailedHandshake(ScriptedPeer.PATIENCE);

    assertThat(ClientFixture.refusal(starting))
        .contains("tunnel.example, *.tunnel.example")
        .contains("server_addr asks for 127.0.0.1")
        .contains("Set server_addr to one of those names");
    server.expectNoConnection(Duration.ofMillis(1500)); // final: waiting does not cure it
  }

  @Test
  void certificateOfAnUnknownCaSaysWhatToConfigure() throws Exception {
    FutureTask<NgrokClient> starting = ClientFixture.starting(builder());

    server.expectFailedHandshake(ScriptedPeer.PATIENCE);

    assertThat(ClientFixture.refusal(starting))
        .contains("is not trusted here")
        .contains("server_fingerprint")
        .contains("root_cas");
  }

  @Test
  void anotherFingerprintThanPinnedIsRefused() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(
            builder()
                .serverFingerprint(
                    Fingerprint.of(TestCertificates.localhost().certificate()).toString()));

    server.expectFailedHandshake(ScriptedPeer.PATIENCE);

    assertThat(ClientFixture.refusal(starting))
        .contains(Fingerprint.of(other.certificate()).toString())
        .contains("server_fingerprint");
  }

  @Test
  void missingCaFileFailsTheStart() throws Exception {
    Path missing = directory.resolve("missing.pem");

    assertThat(ClientFixture.refusal(ClientFixture.starting(builder().rootCas(missing))))
        .contains(missing.toString());
  }
}
