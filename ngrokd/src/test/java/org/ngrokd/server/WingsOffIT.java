package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who does not want accounts in a database, clients by ssh, certificates from a CA, other servers,
 * or to know of visitors, is no service of a manager, and does not ask how the server runs, does
 * not pay for them.
 */
class WingsOffIT {
  private static final String OF_TEAMS =
      "(org\\.ngrokd\\.server\\.teams\\.|org\\.sqlite\\.|com\\.zaxxer\\.|org\\.jdbi\\."
          + "|org\\.flywaydb\\.|com\\.nimbusds\\.|org\\.postgresql\\.).*";

  private static final String OF_SSH =
      "(org\\.ngrokd\\.server\\.SshWing|org\\.ngrokd\\.server\\.ssh\\.(?!SshOptions)"
          + "|org\\.ngrokd\\.streams\\.ssh\\.|org\\.apache\\.sshd\\.).*";

  private static final String OF_ACME =
      "(org\\.ngrokd\\.server\\.AcmeWing|org\\.ngrokd\\.server\\.acme\\.(?!options\\.)"
          + "|org\\.shredzone\\.|org\\.jose4j\\.|io\\.netty\\.handler\\.codec\\.dns\\.).*";

  private static final String OF_TELEMETRY =
      "(org\\.ngrokd\\.server\\.MetricsWing|org\\.ngrokd\\.server\\.metrics\\.|io\\.prometheus\\."
          + "|org\\.ngrokd\\.server\\.accesslog\\.(?!AccessLogOptions)"
          + "|org\\.ngrokd\\.server\\.traces\\.(?!TraceOptions)).*";

  /** But for the socket by which it would be asked, and the word for whoever obeys. */
  private static final String OF_ADMIN =
      "(org\\.ngrokd\\.server\\.admin\\.(?!Admin(Socket|File)\\b|Orders$)"
          + "|org\\.ngrokd\\.server\\.cli\\.admin\\.(?!(.*Command|ListFlags)$)"
          + "|org\\.ngrokd\\.kit\\.web\\.|org\\.ngrokd\\.server\\.web\\.).*";

  private static final String OF_NOTICES =
      "org\\.ngrokd\\.server\\.notices\\.(?!NotifyOptions).*|java\\.net\\.http\\..*";

  /** A service manager's, and a successor's. */
  private static final String OF_LIFE =
      "(org\\.ngrokd\\.streams\\.service\\.|org\\.ngrokd\\.kit\\.log\\.JournalLayout"
          + "|org\\.ngrokd\\.server\\.handover\\.(TakeOver|Activation|HandoverHandler|ReplaceRequest)"
          + "|io\\.netty\\.channel\\.epoll\\.EpollDomainDatagram).*";

  private static final String OF_CLUSTER =
      "(org\\.ngrokd\\.server\\.(ClusterWing|LateReception)"
          + "|org\\.ngrokd\\.server\\.cluster\\.(?!options\\.)).*";

  @Test
  void nothingOfThemIsLoaded(@TempDir Path state) throws Exception {
    Path classes = state.resolve("classes.log");
    List<String> jvm = List.of("-Xshare:off", "-Xlog:class+load:file=" + classes);

    try (ServerProcess server = ServerProcess.start(state, jvm)) {
      server.awaitLine("control and proxy connections");
      await().until(() -> Files.exists(state.resolve("admin.sock"))); // the last that is opened
      server.terminate();
      assertThat(server.exitCode()).isNotEqualTo(1);
    }

    List<String> loaded =
        Files.readAllLines(classes).stream()
            .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").split(" ", 2)[0])
            .toList();
    assertThat(loaded).contains("org.ngrokd.server.NgrokServer");
    assertThat(loaded).filteredOn(name -> name.matches(OF_TEAMS)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_SSH)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_ACME)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_TELEMETRY)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_LIFE)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_ADMIN)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_NOTICES)).isEmpty();
    assertThat(loaded).filteredOn(name -> name.matches(OF_CLUSTER)).isEmpty();
  }
}
